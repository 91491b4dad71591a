"""The lifecycle engine: everything that has states and commands is driven by it.

A *procedure* (``kernel.procedure``) is the table of states and steps; a *command* is one step that somebody orders. An app
declares each command once, as a function with described arguments (``fields``), under its ``Workflow``. From that
declaration follow the form, the JSON schema, the URL, the API route, the button, the audit log's sentence and details, and
the domain event. The engine runs every command the same way: permission → step → limits → change → record → announce.
"""
