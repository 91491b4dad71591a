"""The floor: base model, clock, domain events and outbox, refusals, procedure engine, small types. Knows nobody."""
