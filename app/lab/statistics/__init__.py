"""Own statistics only where no kept library has them; each is tested against an independent oracle."""
