using System.Text.Json;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>The answer of an operation: in the envelope under the nine paths, plain under /api/v1.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The result in words, for people.</param>
/// <param name="Data">The content.</param>
internal sealed record ApiAnswer(int Status, string Message, object Data) : IResult
{
    public static ApiAnswer Ok(string message, object data) => new(StatusCodes.Status200OK, message, data);

    public static ApiAnswer Created(string message, object data) => new(StatusCodes.Status201Created, message, data);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.StatusCode, response.ContentType) = (Status, "application/json; charset=utf-8");
        var data = JsonSerializer.SerializeToElement(Data, Data.GetType(), ApiJson.Options);
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        if (ApiPaths.IsResource(httpContext))
            data.WriteTo(writer);
        else
            WriteEnvelope(writer, data);
        await writer.FlushAsync(httpContext.RequestAborted);
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
