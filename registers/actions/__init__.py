"""What people and the timetable do with registers, one module a topic. The only place that writes."""
