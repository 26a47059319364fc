"""What staff do with requests and visits in the admin: one module for each screen."""
