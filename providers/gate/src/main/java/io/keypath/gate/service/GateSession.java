package io.keypath.gate.service;

/**
 * A session of a gate that its cookie tells of.
 *
 * @param signed the token as it was signed
 */
public record GateSession(SessionToken token, String signed) {

    @Override
    public String toString() {
        return "GateSession[redacted]";
    }
}
