"""The organ check: which part of the body an ultrasound frame shows, learned and put into bundles."""
