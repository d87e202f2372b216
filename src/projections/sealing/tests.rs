//! The sealings of a small log, told by hand and at random.
