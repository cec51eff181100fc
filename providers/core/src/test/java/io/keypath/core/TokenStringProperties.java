package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.core.TokenString.Kind;
import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;

class TokenStringProperties {

    private final SecureRandom random = new SecureRandom();

    @Property
    void whatIsGeneratedParses(@ForAll Kind kind) {
        var token = TokenString.generate(kind, random);

        assertThat(TokenString.parse(token.reveal())).contains(token);
    }

    @Property
    void oneChangedCharacterNeverParses(
            @ForAll Kind kind,
            @ForAll @IntRange(max = TokenString.LENGTH - 1) int at,
            @ForAll @CharRange(from = '0', to = '9') @CharRange(from = 'A', to = 'Z') @CharRange(from = 'a', to = 'z')
                    char changed) {
        String token = TokenString.generate(kind, random).reveal();

        String typed = token.substring(0, at) + changed + token.substring(at + 1);

        assertThat(TokenString.parse(typed).isPresent()).isEqualTo(typed.equals(token));
    }

    @Property
    void garbageNeverParsesAndNeverThrows(@ForAll String garbage) {
        assertThat(TokenString.parse(garbage)).isEmpty();
        assertThat(TokenString.parse(("kpt_" + garbage + "0".repeat(53)).substring(0, 53)))
                .isEmpty();
    }
}
