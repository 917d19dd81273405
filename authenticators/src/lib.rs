//! authenticators
