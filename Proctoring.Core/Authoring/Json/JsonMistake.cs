using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Json;

/// <summary>Explains in a sentence why a document is not read. The messages of .NET name types and options of the program.</summary>
internal static partial class JsonMistake
{
    /// <summary>Returns the sentence with the place in the document.</summary>
    /// <param name="cause">What the reader of JSON threw.</param>
    public static string Sentence(Exception cause)
    {
        var text = cause.Message;
        var path = (cause as JsonException)?.Path is { Length: > 1 } place ? $" ({place})" : "";
        return Reason(text) + path + ".";
    }

    static string Reason(string text)
    {
        if (Conversion().Match(text) is { Success: true } conversion)
            return $"the value {Expected(conversion.Groups[1].Value)}";
        if (Unknown().Match(text) is { Success: true } unknown)
            return $"the member “{unknown.Groups[1].Value}” is not known; correct its name or remove it";
        if (Missing().Match(text) is { Success: true } missing)
            return $"these members are missing: {missing.Groups[1].Value.Replace("'", "", StringComparison.Ordinal)}";
        if (Null().IsMatch(text))
            return "the value must not be null";
        if (Discriminator().Match(text) is { Success: true } type)
            return $"the type “{type.Groups[1].Value}” is not known; use one of {Types()}";
        if (text.Contains("must specify a type discriminator", StringComparison.Ordinal))
            return $"the body has no \"type\"; write one of {Types()}";
        if (text.Contains("trailing comma", StringComparison.Ordinal))
            return "a comma stands after the last entry; remove it";
        var end = Place().Match(text) is { Success: true } found ? found.Index : text.Length;
        return Internal().IsMatch(text) ? "it has the wrong form" : text[..end].TrimEnd('.');
    }

    /// <summary>What a value of a type of .NET is in JSON.</summary>
    static string Expected(string name) =>
        Nullable().Match(name) is { Success: true } inner ? Expected(inner.Groups[1].Value)
        : name is "System.Int32" ? "must be a whole number"
        : name is "System.Decimal" or "System.Double" ? "must be a number"
        : name is "System.Boolean" ? "must be true or false"
        : name is "System.String" ? "must be a text"
        : name is "System.DateTime" ? "must be a time such as 2026-11-30T08:00:00Z"
        : name is "System.Byte[]" ? "must be base64"
        : name.Contains("List", StringComparison.Ordinal) ? "must be a list"
        : name.StartsWith("Proctoring.", StringComparison.Ordinal) && typeof(ExamContent).Assembly.GetType(name) is { IsEnum: true } type
            ? $"must be one of {string.Join(", ", NamesOf(type))}"
        : "must be an object";

    static IEnumerable<string> NamesOf(Type type) => Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName);

    static string Types() =>
        string.Join(", ", typeof(QuestionBody).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(type => type.TypeDiscriminator));

    [GeneratedRegex(@"\AThe JSON value could not be converted to (.+?)\.(?: Path:|\z)")]
    private static partial Regex Conversion();

    [GeneratedRegex(@"\ASystem\.Nullable`1\[\[?([\w.]+)")]
    private static partial Regex Nullable();

    [GeneratedRegex(@"\AThe JSON property '(.*?)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"missing required properties including: (.+?)\.?(?: Path:|\z)")]
    private static partial Regex Missing();

    [GeneratedRegex("' on type '.*' doesn't allow null")]
    private static partial Regex Null();

    [GeneratedRegex("unrecognized type discriminator id '(.*?)'")]
    private static partial Regex Discriminator();

    [GeneratedRegex(@" (?:Path|LineNumber):")]
    private static partial Regex Place();

    /// <summary>Names of the program's own types and options.</summary>
    [GeneratedRegex(@"System\.|Proctoring\.|\.NET|JsonSerializer|reader options|converter", RegexOptions.IgnoreCase)]
    private static partial Regex Internal();
}
