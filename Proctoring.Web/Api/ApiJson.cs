using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proctoring.Web.Api;

/// <summary>How the API writes and reads JSON.</summary>
internal static class ApiJson
{
    /// <summary>Deeper than any body that is asked for.</summary>
    const int DeepestBody = 16;

    /// <summary>Lower snake case, enums too; numbers are numbers, not texts.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions());

    /// <summary>How a body is read before its fields are.</summary>
    public static JsonDocumentOptions Document { get; } = new() { MaxDepth = DeepestBody };

    /// <summary>The name of a field.</summary>
    public static string Name(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }
}

/// <summary>A field that can't be read, with what is wrong with it: "must be …".</summary>
internal sealed class FieldMistakeException(string words) : JsonException(words);
