package io.keypath.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** One entry of a token's access list. */
@Embeddable
public class GrantValue {

    @Column(name = "GRANT_ACTION", nullable = false, length = 32)
    private String action = "";

    @Column(name = "GRANT_PATH", nullable = false, length = 1024)
    private String path = "";

    protected GrantValue() {}

    public GrantValue(String action, String path) {
        this.action = action;
        this.path = path;
    }

    public String action() {
        return action;
    }

    public String path() {
        return path;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GrantValue grant && action.equals(grant.action) && path.equals(grant.path);
    }

    @Override
    public int hashCode() {
        return 31 * action.hashCode() + path.hashCode();
    }
}
