package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/a%20b",
                "s3://b/a+b",
                "s3://b/a?x=1#f",
                "s3://bucket/a//b/../c",
                "s3://b",
                "s3://b/",
                "localfile:///tmp/x",
                "s3://b/a[1]",
                "s3://b/a%2Fb",
                "internurl",
                "s3://b/a:b@c$d&e,f;g=h!*'()~",
                "s3://b/a?",
                "file:/tmp/x",
                "mailto:a b",
                "//host/path",
                "*",
                "http://[fe80::1%25en0]:8080/",
                "http://u:p%40@h:1/?a b#%2F",
                "https://h:/x",
                "s3://b/#a'b",
                "x:",
            })
    void aNormalTextStaysAsItIs(String url) {
        assertThat(GoUrl.normalize(url)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/a b, s3://bucket/a%20b",
        "s3://b/é, s3://b/%C3%A9",
        "S3://B/k, s3://B/k",
        "'s3://b/a\"b<c>', s3://b/a%22b%3Cc%3E",
        "s3://b/a#, s3://b/a",
        "s3://b/a#b c'd, s3://b/a#b%20c%27d",
        "s3://b/%FFé, s3://b/%FF%C3%A9",
        "s3://, s3:",
        "s3://b/%7eé, s3://b/~%C3%A9",
        "s3://b/%C3%A9, s3://b/%C3%A9",
        "https://us%65r@h/, https://user@h/",
        "s3://bü/x, s3://b%C3%BC/x",
        "///path, ///path",
        "s3://b/😀, s3://b/%F0%9F%98%80",
        "s3://b/a??b, s3://b/a??b",
    })
    void textsAreNormalisedAsGoDoes(String url, String normal) {
        assertThat(GoUrl.normalize(url)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://b/%zz",
                "s3://b/%",
                ":x",
                "a:b:c/\u0001",
                "1:2",
                "http://[::1",
                "http://h:port/",
                "http://a b/",
                "http://%41/",
                "http://u ser@h/",
                "s3://b/x#%",
            })
    void whatGoRefusesIsInvalid(String url) {
        assertThatThrownBy(() -> GoUrl.normalize(url))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
    }

    @Test
    void partsAreDecoded() {
        GoUrl url = GoUrl.parse("https://h:80/a%2Fb%20c?x=1#f");
        assertThat(url.host()).isEqualTo("h:80");
        assertThat(url.path()).isEqualTo("/a/b c");
        assertThat(url.rawPath()).isEqualTo("/a%2Fb%20c");
        assertThat(url.rawQuery()).isEqualTo("x=1");
        assertThat(url.fragment()).isEqualTo("f");
    }
}
