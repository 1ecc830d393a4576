using System.Net;
using System.Text.Json;

namespace JobGenie.Proctoring.Client;

/// <summary>Reads an answer that is no success.</summary>
static class FailedCall
{
    /// <summary>The error of an answer; a proxy's answer without JSON has the code "unknown".</summary>
    public static async Task<ProctoringException> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var (code, detail, errors) = await ReadBodyAsync(response, cancellation).ConfigureAwait(false);
        var id = response.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.FirstOrDefault() : null;
        return new ProctoringException(
            response.StatusCode,
            code ?? "unknown",
            detail ?? $"The server answered {(int)response.StatusCode}",
            id,
            response.Headers.RetryAfter?.Delta
        )
        {
            Errors = errors,
        };
    }

    /// <summary>Whether the same call may succeed within the time that the caller waits.</summary>
    public static async Task<bool> IsTransientAsync(HttpResponseMessage response, TimeSpan patience, CancellationToken cancellation)
    {
        // The caller learns at once that it must come back later.
        if (response.Headers.RetryAfter?.Delta >= patience)
            return false;
        if (response.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests))
            return response.StatusCode == HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500;
        // The caller can read the body once more: a content that was read as text is buffered.
        var (code, _, _) = await ReadBodyAsync(response, cancellation).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.Conflict ? code == ProctoringErrors.CallUnderWay : code != ProctoringErrors.ExamFull;
    }

    static async Task<(string? Code, string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>> Errors)> ReadBodyAsync(
        HttpResponseMessage response,
        CancellationToken cancellation
    )
    {
        Dictionary<string, IReadOnlyList<string>> errors = [];
        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var body = JsonDocument.Parse(text);
            if (body.RootElement.ValueKind != JsonValueKind.Object)
                return (null, null, errors);
            if (body.RootElement.TryGetProperty("errors", out var fields) && fields.ValueKind == JsonValueKind.Object)
                foreach (var field in fields.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Array))
                    errors[field.Name] = [.. field.Value.EnumerateArray().Select(mistake => mistake.ToString())];
            return (Text(body.RootElement, "code", "error"), Text(body.RootElement, "detail", "error_description"), errors);
        }
        catch (JsonException)
        {
            // Not from the proctoring server, but from a proxy in between.
            return (null, null, errors);
        }
    }

    /// <summary>A member of a problem, or else the one of an OAuth error with the same meaning.</summary>
    static string? Text(JsonElement body, string name, string nameOfOAuth) =>
        (body.TryGetProperty(name, out var value) || body.TryGetProperty(nameOfOAuth, out value)) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
