using Proctoring.Web.Requests;
using System.Text.Json;

namespace Proctoring.Web.Api;

/// <summary>What an operation gives: in the envelope under the nine paths, by itself under /api/v1.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">What was done, for a person.</param>
/// <param name="Data">The answer.</param>
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

    /// <summary>The members of the data stand at the top level once more: JobGenie's client reads them there.</summary>
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
