package io.keypath.tokens.service;

import io.keypath.core.LifetimePolicy;
import io.keypath.core.TokenString;
import io.keypath.tokens.service.TokenProblem.Kind;
import io.keypath.tokens.store.TokenFilter;
import io.keypath.tokens.store.TokenSort;
import io.keypath.tokens.store.TokenState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tokens and secrets have in common: to be listed, shown, rotated and deleted. */
public abstract class Credentials {

    private final CredentialLedger ledger;
    private final TokenString.Kind stringKind;

    protected Credentials(CredentialLedger ledger, TokenString.Kind stringKind) {
        this.ledger = ledger;
        this.stringKind = stringKind;
    }

    /** How long they may live by the realm's policy; INVALID_REQUEST when an attribute of it cannot be read. */
    protected abstract LifetimePolicy lifetimes();

    protected final CredentialLedger ledger() {
        return ledger;
    }

    /** Those of a filter, which names the owner, in an order. */
    public final List<TokenView> list(
            TokenFilter filter, @Nullable TokenState state, TokenSort sort, int first, int max) {
        return ledger.list(filter, state, sort, first, max);
    }

    /** Those of a filter and of some owners, newest first. */
    public final List<TokenView> list(
            TokenFilter filter, @Nullable TokenState state, int first, int max, Owners owners) {
        return ledger.list(filter, state, first, max, owners);
    }

    public final long count(TokenFilter filter, @Nullable TokenState state) {
        return count(filter, state, Owners.ALL);
    }

    /** As {@link #count(TokenFilter, TokenState)}, of some owners. */
    public final long count(TokenFilter filter, @Nullable TokenState state, Owners owners) {
        return ledger.count(filter, state, owners);
    }

    /**
     * One of them.
     *
     * @param ownerId whose it must be; null for anybody's
     */
    public final TokenView get(@Nullable String ownerId, String id) {
        return ledger.get(ownerId, id);
    }

    /**
     * Gives it a new string, which lives as long as the first one did, within today's policy.
     *
     * @param overlap seconds that the old string goes on working, 0 to {@link CredentialLedger#MAX_OVERLAP}
     */
    public IssuedToken rotate(String ownerId, String id, long overlap, TokenAudit audit) {
        return ledger.rotate(ownerId, id, overlap, stringKind, lifetimes(), audit);
    }

    /**
     * Deletes it; it is dead when this returns.
     *
     * @param ownerId whose it must be; null for anybody's
     */
    public final void delete(@Nullable String ownerId, String id, TokenAudit audit) {
        ledger.delete(ownerId, id, audit);
    }

    protected static TokenProblem invalid(String message) {
        return new TokenProblem(Kind.INVALID_REQUEST, message);
    }
}
