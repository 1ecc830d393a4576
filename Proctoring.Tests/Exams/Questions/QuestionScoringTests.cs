using System.Text.Json;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Exams.Questions;

/// <summary>The share of a question's points that a response is worth; null waits for a person.</summary>
public sealed class QuestionScoringTests
{
    static readonly SingleChoice One = new([new("a"), new("b", 1), new("c", -0.25m), new("d", 0.5m)]);
    static readonly MultipleChoice Many = new([new("a", 0.5m), new("b", 0.5m), new("c", -0.5m), new("d")]);
    static readonly ShortText Word = new([new("Paris"), new("P*s", 0.5m), new("5\\*5", 1)]);
    static readonly NumberEntry Length = new([new(1500, 10), new(1500, 100, 0.5m)], [new("m"), new("km", 1000)]);
    static readonly NumberEntry Plain = new([new(-3.5, 0.1)], []);
    static readonly Blanks Text = new([new(new ShortText([new("ice")]), 2), new(SingleChoice.Of(["x", "y"], 1)), new(Plain)]);
    static readonly Matching Pairs = new([new("Frog", "Amphibian"), new("Whale", "Mammal"), new("Bat", "Mammal")], ["Bird"]);
    static readonly Ordering Order = new(["1", "2", "3", "4"]);

    static QuestionBody BodyOf(string name) =>
        name switch
        {
            "one" => One,
            "many" => Many,
            "exact" => Many with { AllOrNothing = true },
            "truth" => new TrueFalse(false),
            "word" => Word,
            "case" => Word with { CaseSensitive = true },
            "spaces" => Word with { ExactSpaces = true },
            "length" => Length,
            "plain" => Plain,
            "joined" => new NumberEntry([new(5)], [new("m\u2212s"), new("c\u200Cm")]),
            "text" => Text,
            "pairs" => Pairs,
            "order" => Order,
            "essay" => new Essay(),
            "code" => new CodeEntry(),
            _ => new FileUpload([]),
        };

    [Theory]
    [InlineData("one", "1", 1.0)]
    [InlineData("one", "0", 0.0)]
    [InlineData("one", "2", -0.25)]
    [InlineData("one", "3", 0.5)]
    [InlineData("one", "null", 0.0)]
    [InlineData("many", "[0,1]", 1.0)]
    [InlineData("many", "[1]", 0.5)]
    [InlineData("many", "[0,2]", 0.0)]
    [InlineData("many", "[2]", 0.0)]
    [InlineData("many", "[0,1,2]", 0.5)]
    [InlineData("exact", "[1,0]", 1.0)]
    [InlineData("exact", "[0]", 0.0)]
    [InlineData("exact", "[0,1,3]", 0.0)]
    [InlineData("truth", "false", 1.0)]
    [InlineData("truth", "true", 0.0)]
    [InlineData("word", "\"  pAris \"", 1.0)]
    [InlineData("word", "\"Pontus\"", 0.5)]
    // .NET does not normalize U+FFFE.
    [InlineData("word", "\"P\\uFFFEs\"", 0.5)]
    [InlineData("word", "\"London\"", 0.0)]
    [InlineData("word", "\"5*5\"", 1.0)]
    [InlineData("word", "\"5x5\"", 0.0)]
    [InlineData("case", "\"paris\"", 0.0)]
    [InlineData("spaces", "\" Paris\"", 0.0)]
    [InlineData("length", "{\"number\":\"1500\",\"unit\":\"m\"}", 1.0)]
    [InlineData("length", "{\"number\":\"1,5\",\"unit\":\"km\"}", 1.0)]
    [InlineData("length", "{\"number\":\"1.5 km\",\"unit\":\"\"}", 1.0)]
    [InlineData("length", "{\"number\":\"1 490\",\"unit\":\"m\"}", 1.0)]
    [InlineData("length", "{\"number\":\"1,489\",\"unit\":\"m\"}", 0.0)]
    [InlineData("length", "{\"number\":\"1489.0\",\"unit\":\"m\"}", 0.5)]
    [InlineData("length", "{\"number\":\"1.5e3\",\"unit\":\"m\"}", 1.0)]
    [InlineData("length", "{\"number\":\"1500\",\"unit\":\"\"}", 0.0)]
    [InlineData("length", "{\"number\":\"1500\",\"unit\":\"mi\"}", 0.0)]
    [InlineData("plain", "{\"number\":\"\u22123,6\"}", 1.0)]
    [InlineData("plain", "{\"number\":\"-3.61\"}", 0.0)]
    // Digits of Arabic, Persian, Hindi and full-width ones, with marks of the direction.
    [InlineData("plain", "{\"number\":\"\u200E-\u0663\u066B\u0665\u061C\"}", 1.0)]
    [InlineData("plain", "{\"number\":\"\u2013\u06F3,\u06F5\"}", 1.0)]
    [InlineData("plain", "{\"number\":\"-\u0969.\u096B\"}", 1.0)]
    [InlineData("length", "{\"number\":\"\uFF11\uFF15\uFF10\uFF10\",\"unit\":\"m\"}", 1.0)]
    [InlineData("length", "{\"number\":\"\u0661\u066C\u0665\u0660\u0660 m\"}", 1.0)]
    [InlineData("length", "{\"number\":\"1\u2019500\",\"unit\":\"m\"}", 1.0)]
    [InlineData("length", "{\"number\":\"1'500.0\",\"unit\":\"m\"}", 1.0)]
    [InlineData("length", "{\"number\":\"1'50\",\"unit\":\"m\"}", 0.0)]
    [InlineData("joined", "{\"number\":\"\u06F5 c\u200Cm\"}", 1.0)]
    [InlineData("joined", "{\"number\":\"5\",\"unit\":\"c\u200Cm\"}", 1.0)]
    [InlineData("joined", "{\"number\":\"5\",\"unit\":\"m\u2212s\"}", 1.0)]
    [InlineData("joined", "{\"number\":\"5 m\u2212s\"}", 1.0)]
    [InlineData("plain", "{\"number\":\"about three\"}", 0.0)]
    [InlineData("plain", "{\"number\":\"-3.5 kg\"}", 0.0)]
    [InlineData("text", "[\"ICE\",1,{\"number\":\"-3.5\"}]", 1.0)]
    [InlineData("text", "[\"ice\",null,null]", 0.5)]
    [InlineData("text", "[null,1,null]", 0.25)]
    [InlineData("pairs", "[0,1,1]", 1.0)]
    [InlineData("order", "[0,1,2,3]", 1.0)]
    [InlineData("order", "[0,2,1,3]", 0.5)]
    [InlineData("order", "[3,2,1,0]", 0.0)]
    [InlineData("essay", "null", 0.0)]
    [InlineData("essay", "\"Because.\"", null)]
    [InlineData("code", "\"x = 1\"", null)]
    [InlineData("file", "{\"id\":\"0190a0b0000070008000000000000000\",\"name\":\"a.pdf\",\"bytes\":3}", null)]
    [InlineData("file", "{\"id\":\"0190a0b0000070008000000000000000\",\"name\":\"a.pdf\",\"bytes\":\"3\"}", null)]
    public void A_response_is_worth_its_share_of_the_points(string name, string response, double? share)
    {
        var body = BodyOf(name);
        using var json = JsonDocument.Parse(response);
        var read = ResponseJson.Read(body, json.RootElement, out var fits);
        Assert.True(fits);
        Assert.Equal(share, (double?)QuestionScoring.Share(body, read));
        // What is stored is read as the same response.
        Assert.Equal(share, (double?)QuestionScoring.Share(body, ResponseJson.Read(body, ResponseJson.Write(read)?.ToJsonString())));
        // A body survives its storage.
        var stored = QuestionJson.Read(QuestionJson.Write(body));
        Assert.Equal(share, (double?)QuestionScoring.Share(stored, read));
    }

    [Theory]
    [InlineData("one", "4")]
    [InlineData("one", "-1")]
    [InlineData("one", "\"a\"")]
    [InlineData("many", "[0,0]")]
    [InlineData("many", "[9]")]
    [InlineData("truth", "1")]
    [InlineData("word", "7")]
    [InlineData("word", "\"\\ud83d\"")]
    [InlineData("essay", "\"half \\ude00\"")]
    [InlineData("length", "\"5\"")]
    [InlineData("text", "[\"ice\"]")]
    [InlineData("pairs", "[0,1]")]
    [InlineData("pairs", "[0,1,3]")]
    [InlineData("order", "[0,1,2]")]
    [InlineData("order", "[0,1,2,2]")]
    [InlineData("file", "{\"id\":\"x\"}")]
    public void An_impossible_response_is_refused(string name, string response)
    {
        using var json = JsonDocument.Parse(response);
        Assert.Null(ResponseJson.Read(BodyOf(name), json.RootElement, out var fits));
        Assert.False(fits);
    }
}
