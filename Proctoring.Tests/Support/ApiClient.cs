using System.Net;
using System.Text;
using System.Text.Json;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>An answer of the API.</summary>
internal sealed record ApiReply(HttpStatusCode Status, JsonElement Json, HttpResponseMessage Message, string Text)
{
    public JsonElement this[string name] => Json.GetProperty(name);

    public string Error => Json.GetProperty("error").GetString()!;
}

/// <summary>Calls the API as a host's server, a candidate's browser or an anonymous caller.</summary>
internal sealed class ApiClient : IDisposable
{
    readonly HttpClient http;

    ApiClient(AppServer app) => http = app.CreateClient();

    public static ApiClient Anybody(AppServer app) => new(app);

    /// <summary>The key that this client calls with; null without one.</summary>
    public ApiKey? Key { get; private init; }

    /// <summary>The secret of the key; null without one.</summary>
    public string? Secret { get; private init; }

    /// <summary>A system with its first key.</summary>
    public static Task<ApiClient> WithKeyAsync(AppServer app, params string[] scopes) => WithKeyAsync(app, null, scopes);

    /// <summary>A system with one more key.</summary>
    public static Task<ApiClient> WithKeyOfSameSystemAsync(AppServer app, ApiClient other) => WithKeyAsync(app, other.Key!.Name, []);

    /// <summary>A system with a key that has limits of its own.</summary>
    public static Task<ApiClient> WithLimitsAsync(AppServer app, ApiKeyLimits limits, params string[] scopes) =>
        WithKeyAsync(app, null, scopes, limits);

    static async Task<ApiClient> WithKeyAsync(AppServer app, string? sameAs, string[] scopes, ApiKeyLimits? limits = null)
    {
        var (key, secret) = await app.Get<ApiKeyStore>()
            .CreateAsync(
                $"test {Guid.NewGuid():N}",
                scopes.Length == 0 ? ApiScopes.Usual : scopes,
                null,
                sameAs,
                limits ?? ApiKeyLimits.None,
                StaffViewer.Console,
                TestContext.Current.CancellationToken
            );
        return new ApiClient(app) { Key = key, Secret = secret }.With("X-Api-Key", secret);
    }

    public static ApiClient WithToken(AppServer app, string token) => new ApiClient(app).With("Authorization", $"Bearer {token}");

    public ApiClient With(string header, string value)
    {
        http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        return this;
    }

    public Task<ApiReply> PostAsync(string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body), headers: headers);

    public Task<ApiReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<ApiReply> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        string type = "application/json",
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        return new ApiReply(response.StatusCode, json, response, text);
    }

    /// <summary>Starts a host's exam. Returns its number and token.</summary>
    public async Task<(int Exam, string Token)> StartAsync(string student = "user_2abc", int questions = 10, string? policy = null)
    {
        var reply = await PostAsync(
            "api/start-exam/",
            new
            {
                student_id = student,
                exam_name = "Interview",
                total_questions = questions,
                policy,
            }
        );
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return (reply["exam_id"].GetInt32(), reply["session_token"].GetString()!);
    }

    /// <summary>A picture in the format a page sends.</summary>
    public static string DataUrl(byte[] picture, string type = "image/jpeg") => $"data:{type};base64,{Convert.ToBase64String(picture)}";

    public void Dispose() => http.Dispose();
}
