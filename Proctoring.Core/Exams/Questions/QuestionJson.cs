using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proctoring.Core.Exams.Questions;

/// <summary>Writes and reads a <see cref="QuestionBody"/> as JSON. Unknown members and missing ones are refused.</summary>
public static class QuestionJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            // Stored and shown as data, never as part of a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            NumberHandling = JsonNumberHandling.Strict,
            MaxDepth = 16,
        };

    static readonly Dictionary<Type, string> Types = typeof(QuestionBody)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(type => type.DerivedType, type => (string)type.TypeDiscriminator!);

    /// <summary>The name of a question's type, such as "single_choice".</summary>
    public static string TypeOf(QuestionBody body) => Types[body.GetType()];

    public static string Write(QuestionBody body) => JsonSerializer.Serialize(body, Options);

    /// <exception cref="JsonException">The text is not a question's body; the message names the place.</exception>
    public static QuestionBody Read(string text) =>
        JsonSerializer.Deserialize<QuestionBody>(text, Options) ?? throw new JsonException("A question's body is missing.");
}
