package io.weirflow.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "727, 727B",
        "1023, 1023B",
        "1024, 1.0KiB",
        "1280, 1.2KiB",
        "1288, 1.3KiB",
        "4196, 4.1KiB",
        "1343488, 1.3MiB",
        "1048575, 1024.0KiB",
        "-1280, -1.2KiB",
        "9223372036854775807, 8.0EiB",
        "-9223372036854775807, -8.0EiB",
        "-9223372036854775808, -9223372036854775808B",
    })
    void sizesAreRoundedToHalfEvenAsReflowDoes(long bytes, String text) {
        assertThat(DataSize.text(bytes)).isEqualTo(text);
    }
}
