// The precompiled header of all targets is built with this file.
