"""Time runs out: promises break, pauses end, answered reports close."""
