using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Chain;
using Xunit;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>The canonical form never changes: every stored link depends on it.</summary>
public sealed class CanonicalTests
{
    static readonly object?[] Fields =
    [
        null,
        "é<>&'+\"\\\n",
        new Guid("01234567-89ab-cdef-0123-456789abcdef"),
        -7,
        new DateTime(2026, 11, 30, 0, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567),
        2.5m,
        true,
        Severity.High,
        new byte[] { 1, 2 },
        new object?[] { 1, "a", null },
    ];

    [Fact]
    public void The_hash_of_each_type_is_that_of_stored_links() =>
        // Computed by another program: SHA-256 of the JSON array that begins with [null,"\u00E9\u003C … and ends with null]"].
        Assert.Equal("2b0655c1934d2ecb9a323d25b7d9dab4461090c0d3aeb75c7f4594acb62a3820", Canonical.HexHash(Fields));

    [Fact]
    public void Text_and_numbers_at_their_limits_have_the_hash_of_the_JSON_of_their_texts()
    {
        object?[] fields =
        [
            "",
            new string('ä', 3_000_000),
            "\ud800 alone, \ud83d\ude00 together",
            int.MinValue,
            int.MaxValue,
            long.MinValue,
            long.MaxValue,
            0.1,
            double.NaN,
            double.MinValue,
            double.Epsilon,
            -0.0,
            DateTime.MinValue,
            DateTime.MaxValue,
            Guid.Empty,
            0m,
            12345.12345678m,
            0.100m,
            -0.000000001m,
            decimal.MinValue,
        ];
        // Twice: the second takes a buffer that the first has used.
        for (var time = 0; time < 2; time++)
        {
            foreach (var field in fields)
                Assert.Equal(Expected([field]), Canonical.HexHash([field]));
            Assert.Equal(Expected(fields), Canonical.HexHash(fields));
        }
    }

    [Fact]
    public void A_hash_of_hashes_is_computed_while_its_fields_are_enumerated()
    {
        var inner = Fields.Select(object? (field) => Canonical.ShortHash([field]));

        Assert.Equal(Expected([.. inner]), Canonical.HexHash(inner));
    }

    [Fact]
    public void A_text_that_is_encoded_already_has_the_hash_of_the_text()
    {
        const string text = "é<>&'+\"\\\n";

        Assert.Equal(Canonical.HexHash("name", text), Canonical.HexHash(JsonEncodedText.Encode("name"), JsonEncodedText.Encode(text)));
    }

    [Fact]
    public void A_hash_whose_fields_failed_leaves_nothing_to_the_next()
    {
        static IEnumerable<object?> Failing()
        {
            yield return "half";
            throw new FormatException();
        }

        Assert.Throws<FormatException>(() => Canonical.HexHash(Failing()));

        Assert.Equal(Expected(Fields), Canonical.HexHash(Fields));
    }

    [Fact]
    public void The_short_form_is_the_same_hash_in_base64url()
    {
        var bytes = Convert.FromHexString(Canonical.HexHash(Fields));

        Assert.Equal(Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'), Canonical.ShortHash(Fields));
    }

    static string Expected(object?[] fields) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(fields.Select(Canonical.Text)))));
}
