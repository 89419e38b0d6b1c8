"""Small programs that use the service interface from outside, by `bysak.klienter.noark5`: to run, and to begin from."""
