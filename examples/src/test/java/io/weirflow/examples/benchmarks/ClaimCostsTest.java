package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimCostsTest {
    @Test
    void claimsAreHadAndGivenUpInBatches() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ClaimCosts.run(new String[] {"300", "100"}, new PrintStream(bytes, true, StandardCharsets.UTF_8));

        List<String> rows =
                bytes.toString(StandardCharsets.UTF_8).lines().skip(2).toList();
        assertThat(rows).singleElement().asString().startsWith("| 300 | 100 | ");
        long commits = Long.parseLong(rows.get(0).split(" \\| ", -1)[4].replace(",", ""));
        assertThat(commits).as("one at a time they would be 600").isLessThan(300);
    }
}
