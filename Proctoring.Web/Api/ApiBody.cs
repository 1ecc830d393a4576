using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Reads the body of a call, no more of it than may come, and says in words which field is missing or wrong.</summary>
internal static class ApiBody
{
    /// <summary>For bodies without a picture, in bytes.</summary>
    public const int Small = 64 * 1024;

    /// <summary>For a result with what was seen.</summary>
    public const int Result = 512 * 1024;

    /// <summary>For a frame or an evidence picture of at most 2 MB and 4 MB, in base64.</summary>
    public const int Frame = 6 * 1024 * 1024;

    /// <summary>For a photo of at most 16 MB in base64.</summary>
    public const int Photo = 22 * 1024 * 1024;

    /// <summary>Reads and checks the body.</summary>
    /// <param name="context">The call.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <exception cref="CallRefusedException">It is no JSON object, or a field of it is missing or wrong.</exception>
    public static async Task<T> ReadBodyAsync<T>(this HttpContext context, int limit)
        where T : class
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;
        using var document = await ParseAsync(context);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw CallRefusedException.Invalid("The body must be a JSON object");
        var body = Read<T>(document.RootElement);
        FieldChecks.Check(body, "");
        return body;
    }

    static async Task<JsonDocument> ParseAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, ApiJson.Document, context.RequestAborted);
        }
        catch (JsonException mistake)
        {
            throw CallRefusedException.Invalid(mistake is { LineNumber: 0, BytePositionInLine: 0 }
                ? "The body is not JSON"
                : FormattableString.Invariant($"The body is not valid JSON, at line {mistake.LineNumber + 1}, byte {mistake.BytePositionInLine + 1}; it may be at most 16 levels deep"));
        }
    }

    static T Read<T>(JsonElement root)
    {
        try
        {
            return root.Deserialize<T>(ApiJson.Options)!;
        }
        catch (FieldMistakeException mistake)
        {
            throw CallRefusedException.Invalid($"{Field(mistake)} {mistake.Message}");
        }
        catch (JsonException mistake)
        {
            throw CallRefusedException.Invalid($"{Field(mistake)} {FieldChecks.Expected(typeof(T), Field(mistake))}");
        }
        catch (InvalidOperationException)
        {
            // Half of a character that needs two: no text.
            throw CallRefusedException.Invalid("The body has a text that is not valid Unicode");
        }
    }

    static string Field(JsonException mistake) => mistake.Path is { Length: > 2 } path ? path[2..] : "The body";
}
