"""Holidays, make-up days (调休) and terms as tables of the school; deadlines as pure arithmetic over them."""
