using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Reads the body of a call within a size limit, and names each field that is missing or wrong.</summary>
internal static class ApiBody
{
    /// <summary>The limit for bodies without a picture, in bytes.</summary>
    public const int Small = 64 * 1024;

    /// <summary>The limit for a list of exams to start.</summary>
    public const int Batch = 512 * 1024;

    /// <summary>The limit for a result with its events, of which there may be more than are stored.</summary>
    public const int Submission = 2 * 1024 * 1024;

    /// <summary>The limit for a frame of at most 4 MB or an evidence picture of at most 2 MB, in base64.</summary>
    public const int Frame = 6 * 1024 * 1024;

    /// <summary>For a photo of at most 16 MB in base64.</summary>
    public const int Photo = 22 * 1024 * 1024;

    /// <summary>For a file with questions of at most 16 MB in base64.</summary>
    public const int File = Photo;

    /// <summary>The largest body that is read only to be dropped.</summary>
    const int LargestDropped = 64 * 1024 * 1024;

    /// <summary>The most characters of a member's name in an error.</summary>
    const int LongestShownName = 50;

    static readonly TimeSpan DropWithin = TimeSpan.FromSeconds(10);

    /// <summary>Reads and checks the body.</summary>
    /// <param name="context">The call.</param>
    /// <param name="limit">The most bytes to read.</param>
    /// <exception cref="CallRefusedException">The body is not a JSON object, or a field is missing or wrong.</exception>
    public static async Task<T> ReadBodyAsync<T>(this HttpContext context, int limit)
        where T : class
    {
        await AllowAsync(context, limit);
        using var document = await ParseAsync(context, context.Request.Body);
        return await CheckedAsync<T>(context, document.RootElement, []);
    }

    /// <summary>Reads and checks the body of a result, which is not refused because something in it is nested too deeply.</summary>
    /// <param name="context">The call.</param>
    /// <param name="limit">The most bytes to read.</param>
    /// <returns>The body, and how many objects and lists below its deepest level were left out.</returns>
    /// <exception cref="CallRefusedException">The body is not a JSON object, or a field is missing or wrong.</exception>
    public static async Task<(T Body, int LeftOut)> ReadResultAsync<T>(this HttpContext context, int limit)
        where T : class
    {
        await AllowAsync(context, limit);
        using var whole = new MemoryStream();
        await context.Request.Body.CopyToAsync(whole, context.RequestAborted);
        var bytes = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        var (kept, leftOut, hash) = Shortened(bytes.Span);
        using var stream = new MemoryStream(kept);
        using var document = await ParseAsync(context, stream);
        // Two bodies that differ only in what is left out are two calls.
        return (await CheckedAsync<T>(context, document.RootElement, leftOut > 0 ? hash : []), leftOut);
    }

    static (byte[] Json, int LeftOut, byte[] Hash) Shortened(ReadOnlySpan<byte> body)
    {
        try
        {
            return DeepValues.Cut(body, ApiJson.DeepestBody);
        }
        catch (JsonException)
        {
            // The parser names the place.
            return (body.ToArray(), 0, []);
        }
    }

    static async Task AllowAsync(HttpContext context, int limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            if (context.Request.ContentLength > limit)
                await RefuseAsync(context, size);
            size.MaxRequestBodySize = limit;
        }

        if (context.Request.Headers.ContentEncoding.ToString() is not ("" or "identity"))
            throw CallRefusedException.Field("Content-Encoding", "is not supported; send the body uncompressed");
    }

    static async Task<T> CheckedAsync<T>(HttpContext context, JsonElement root, byte[] leftOut)
        where T : class
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw CallRefusedException.Invalid("The body must be a JSON object");
        RefuseRepeated(root);
        var body = ReadPart<T>(root);
        if (context.Features.Get<IdempotentCall>() is { } call)
            await call.ClaimAsync(context, [.. JsonFingerprint.Of(root), .. leftOut]);
        return body;
    }

    /// <summary>Refuses an object that has a member twice, because programs disagree which of the two counts.</summary>
    static void RefuseRepeated(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in value.EnumerateArray())
                RefuseRepeated(entry);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in value.EnumerateObject())
            {
                if (!names.Add(NameOf(member)))
                    throw CallRefusedException.Field(Shown(NameOf(member)), "occurs twice");
                RefuseRepeated(member.Value);
            }
        }

        static string Shown(string name) => TextCharacters.Cleaned(name.Length > LongestShownName ? name[..LongestShownName] : name);
    }

    static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    // Half of a surrogate pair.
    static CallRefusedException NotUnicode() => CallRefusedException.Invalid("The body contains a text that is not valid Unicode");

    /// <summary>Reads and checks a body, or a part of one.</summary>
    /// <exception cref="CallRefusedException">The part is not a JSON object, or a field is missing or wrong.</exception>
    public static T ReadPart<T>(JsonElement part)
        where T : class
    {
        if (part.ValueKind != JsonValueKind.Object)
            throw CallRefusedException.Invalid("The entry must be a JSON object");
        var body = Read<T>(part);
        FieldChecks.Check(body);
        return body;
    }

    /// <summary>Refuses a body that is too large. A caller that still sends would see a broken connection instead of the answer, so a
    /// body of a usual size is read and dropped first.</summary>
    static async Task RefuseAsync(HttpContext context, IHttpMaxRequestBodySizeFeature size)
    {
        if (context.Request.ContentLength <= LargestDropped)
        {
            size.MaxRequestBodySize = LargestDropped;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            patience.CancelAfter(DropWithin);
            try
            {
                await context.Request.Body.CopyToAsync(Stream.Null, patience.Token);
            }
            catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
            {
                // Too slow: the answer goes out now, and the connection closes.
            }
        }

        throw new BadHttpRequestException("The body is too large", StatusCodes.Status413PayloadTooLarge);
    }

    /// <summary>Reads the body of a call that needs none: an empty body has no fields.</summary>
    public static async Task<T> ReadOptionalBodyAsync<T>(this HttpContext context, int limit)
        where T : class, new()
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false } && context.Request.ContentLength != 0)
            return await context.ReadBodyAsync<T>(limit);
        if (context.Features.Get<IdempotentCall>() is { } call)
            await call.ClaimAsync(context, []);
        return new T();
    }

    static async Task<JsonDocument> ParseAsync(HttpContext context, Stream body)
    {
        try
        {
            return await JsonDocument.ParseAsync(body, ApiJson.Document, context.RequestAborted);
        }
        catch (JsonException mistake)
        {
            if (context.Request.ContentLength == 0)
                throw CallRefusedException.Invalid("The body is empty; it must be a JSON object");
            throw CallRefusedException.Invalid(
                mistake is { LineNumber: 0, BytePositionInLine: 0 }
                    ? "The body is not JSON in UTF-8"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"The body is not valid JSON, at line {mistake.LineNumber + 1}, byte {mistake.BytePositionInLine + 1}; "
                            + $"it may be at most {ApiJson.DeepestBody} levels deep"
                    )
            );
        }
    }

    static T Read<T>(JsonElement root)
    {
        try
        {
            return root.Deserialize<T>(ApiJson.Reading)!;
        }
        catch (FieldMistakeException mistake)
        {
            throw Refusal(mistake, mistake.Message);
        }
        catch (JsonException mistake)
        {
            var field = Field(mistake) ?? "";
            throw Refusal(mistake, IsBroken(root, field) ? TextCharacters.UnicodeMistake : FieldChecks.Expected(typeof(T), field));
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    /// <summary>Whether a text in a field contains half of a surrogate pair, or bytes that are not UTF-8.</summary>
    static bool IsBroken(JsonElement root, string field) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(field.Split('.', '[')[0], out var value) && IsBroken(value);

    static bool IsBroken(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Array => value.EnumerateArray().Any(IsBroken),
                JsonValueKind.Object => value.EnumerateObject().Any(member => IsBroken(member.Value)),
                JsonValueKind.String => value.GetString() is null,
                _ => false,
            };
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    static CallRefusedException Refusal(JsonException mistake, string text) =>
        Field(mistake) is { } field ? CallRefusedException.Field(field, text) : CallRefusedException.Invalid($"The body {text}");

    /// <summary>The field in which the mistake is; null for the whole body.</summary>
    static string? Field(JsonException mistake) => mistake.Path is { Length: > 2 } path ? path[2..] : null;
}
