using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proctoring.Web.Api;

/// <summary>The JSON options of the API.</summary>
internal static class ApiJson
{
    /// <summary>The most levels of a body, more than any valid one has.</summary>
    public const int DeepestBody = 16;

    /// <summary>Lower snake case, also for enums; a number in quotation marks is not a number.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions());

    /// <summary>The options for reading bodies.</summary>
    public static JsonSerializerOptions Reading { get; } = new(Options) { Converters = { new WholeNumber() } };

    /// <summary>The options for parsing a body before its fields are read.</summary>
    public static JsonDocumentOptions Document { get; } = new() { MaxDepth = DeepestBody };

    /// <summary>The name of a property on the wire.</summary>
    public static string Name(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        options.Converters.Add(new ApiTimeConverter());
        return options;
    }
}

/// <summary>A field that cannot be read; the message states the fault: "must be …".</summary>
internal sealed class FieldMistakeException(string words) : JsonException(words);
