"""My desk, the public front page, figures: reads everything below, is read by nobody, changes nothing."""
