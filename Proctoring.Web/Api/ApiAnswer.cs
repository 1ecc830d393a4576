using System.Buffers;
using System.Text.Json;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>The answer of an operation: in the envelope under the nine paths, plain under /api/v1.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The result in words, for people.</param>
/// <param name="Data">The content.</param>
internal sealed record ApiAnswer(int Status, string Message, object Data) : IResult
{
    public const string ContentType = "application/json; charset=utf-8";

    public static ApiAnswer Ok(string message, object data) => new(StatusCodes.Status200OK, message, data);

    public static ApiAnswer Created(string message, object data) => new(StatusCodes.Status201Created, message, data);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var body = Body(ApiPaths.IsResource(httpContext));
        if (httpContext.Features.Get<IdempotentCall>() is { } call)
            await call.CompleteAsync(Status, body);
        (response.StatusCode, response.ContentType) = (Status, ContentType);
        await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }

    /// <summary>Writes the answer as JSON, without an envelope or in one.</summary>
    public ReadOnlyMemory<byte> Body(bool plain)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
            Write(writer, plain);
        return body.WrittenMemory;
    }

    void Write(Utf8JsonWriter writer, bool plain)
    {
        var data = JsonSerializer.SerializeToElement(Data, Data.GetType(), ApiJson.Options);
        if (plain)
            data.WriteTo(writer);
        else
            WriteEnvelope(writer, data);
    }

    /// <summary>The members of the data appear again at the top level, where JobGenie's client reads them.</summary>
    void WriteEnvelope(Utf8JsonWriter writer, JsonElement data)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success", true);
        writer.WriteString("message", Message);
        writer.WritePropertyName("data");
        data.WriteTo(writer);
        foreach (var member in data.EnumerateObject())
            member.WriteTo(writer);
        writer.WriteEndObject();
    }
}
