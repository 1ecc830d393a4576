using System.Text.Json;
using Proctoring.Web.Api;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>The fingerprint of a body recognizes a repeated call. Two different bodies must never have the same one.</summary>
public sealed class JsonFingerprintTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":[1,"x"],"d":null}}""", """ { "b" : { "d":null, "c":[ 1, "\u0078" ] }, "a":1 } """)]
    [InlineData("""{"\u0061":"é\n\/"}""", """{"a":"\u00e9\u000a/"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"😀"}""")]
    public void Two_notations_of_one_value_have_the_same_fingerprint(string one, string other) => Assert.Equal(Of(one), Of(other));

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "\"1\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("[1,2]", "[12]")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("[[1],2]", "[1,[2]]")]
    [InlineData("""["a","b"]""", """["ab"]""")]
    [InlineData("""["a","b"]""", """{"a":"b"}""")]
    [InlineData("""["\"1:b"]""", """["","b"]""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{},"b":1}""")]
    [InlineData("""{"a":"b","c":"d"}""", """{"a":"d","c":"b"}""")]
    public void Two_values_have_different_fingerprints(string one, string other) => Assert.NotEqual(Of(one), Of(other));

    [Fact]
    public void Half_of_a_surrogate_pair_is_accepted() => Assert.NotEqual(Of("""{"a":"\ud800"}"""), Of("""{"a":"\ud801"}"""));

    static byte[] Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonFingerprint.Of(document.RootElement);
    }
}
