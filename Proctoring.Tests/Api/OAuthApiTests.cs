using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Api;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests the token endpoint (RFC 6749, 4.4) and the use of its access tokens (RFC 6750).</summary>
public sealed class OAuthApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    const string Form = "application/x-www-form-urlencoded";
    const string Grant = "grant_type=client_credentials";

    [Fact]
    public async Task A_key_gets_a_token_with_its_scopes_by_the_header_and_by_the_form()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App, ApiScopes.Exams, ApiScopes.Results);
        using var anybody = ApiClient.Anybody(fixture.App);

        var byHeader = await TokenAsync(anybody, Grant, Basic(key.Key!.Id.ToString(), key.Secret!));
        var byForm = await TokenAsync(anybody, $"{Grant}&client_id={key.Key.Id:N}&client_secret={key.Secret}&scope=results");

        Assert.Equal((HttpStatusCode.OK, "Bearer", 3600), (byHeader.Status, byHeader["token_type"].GetString(), Seconds(byHeader)));
        Assert.Equal(("exams results", "results"), (byHeader["scope"].GetString(), byForm["scope"].GetString()));
        Assert.True(byHeader.Message.Headers.CacheControl!.NoStore);

        using var whole = ApiClient.WithToken(fixture.App, byHeader["access_token"].GetString()!);
        using var reader = ApiClient.WithToken(fixture.App, byForm["access_token"].GetString()!);
        var (exam, _) = await whole.StartAsync();
        Assert.Equal(exam, (await reader.GetAsync($"api/v1/exams/{exam}"))["exam_id"].GetInt32());
        Assert.Equal(exam, (await key.GetAsync($"api/v1/exams/{exam}"))["exam_id"].GetInt32());
        var lacking = await reader.PostAsync("api/start-exam/", new { });
        Assert.Equal((HttpStatusCode.Forbidden, "missing_scope"), (lacking.Status, lacking["code"].GetString()));
        Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"exams\"", lacking.Message.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_token_ends_with_its_key_and_after_an_hour()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App);
        using var anybody = ApiClient.Anybody(fixture.App);
        var answer = await TokenAsync(anybody, Grant, Basic(key.Key!.Id.ToString(), key.Secret!));
        var (fresh, scopes) = (answer["access_token"].GetString()!, ApiScopes.Usual);
        var time = fixture.App.Get<TimeProvider>().GetUtcNow();
        var (protection, callers) = (fixture.App.Get<IDataProtectionProvider>(), fixture.App.Get<CallerLookup>());
        string Issued(TimeSpan ago) => new AccessTokens(protection, callers, new FakeTimeProvider(time - ago)).Issue(key.Key.Id, scopes);

        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(fresh)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(Issued(TimeSpan.FromMinutes(50)))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ReadAsync(Issued(TimeSpan.FromMinutes(60)))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ReadAsync(fresh[..^1] + (fresh[^1] == 'A' ? 'Q' : 'A'))).Status);

        await fixture.App.Get<ApiKeyStore>().RevokeAsync(key.Key.Name, StaffViewer.Console, TestContext.Current.CancellationToken);
        var revoked = await ReadAsync(fresh);
        Assert.Equal((HttpStatusCode.Unauthorized, "not_authenticated"), (revoked.Status, revoked["code"].GetString()));
        Assert.Equal("Bearer error=\"invalid_token\"", revoked.Message.Headers.WwwAuthenticate.ToString());
        var again = await TokenAsync(anybody, Grant, Basic(key.Key.Id.ToString(), key.Secret!));
        Assert.Equal("invalid_client", again.Error);

        async Task<ApiReply> ReadAsync(string token)
        {
            using var client = ApiClient.WithToken(fixture.App, token);
            return await client.GetAsync("api/v1/exams");
        }
    }

    [Theory]
    [InlineData("", true, 400, "invalid_request")]
    [InlineData("grant_type=password", true, 400, "unsupported_grant_type")]
    [InlineData(Grant, false, 401, "invalid_client")]
    [InlineData($"{Grant}&client_id=ID&client_secret=jgp_wrong", false, 401, "invalid_client")]
    [InlineData($"{Grant}&client_id=00000000-0000-0000-0000-000000000000&client_secret=SECRET", false, 401, "invalid_client")]
    [InlineData($"{Grant}&client_id=ID&client_secret=SECRET", true, 400, "invalid_request")]
    [InlineData($"{Grant}&client_id=another", true, 400, "invalid_request")]
    [InlineData($"{Grant}&{Grant}", true, 400, "invalid_request")]
    [InlineData($"{Grant}&scope=definitions", true, 400, "invalid_scope")]
    [InlineData($"{Grant}&scope=exams+nonsense", true, 400, "invalid_scope")]
    public async Task A_wrong_request_gets_the_error_of_the_RFC(string body, bool header, int status, string error)
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App);
        using var anybody = ApiClient.Anybody(fixture.App);
        var filled = body.Replace("ID", key.Key!.Id.ToString(), StringComparison.Ordinal)
            .Replace("SECRET", key.Secret, StringComparison.Ordinal);

        var refused = await TokenAsync(anybody, filled, header ? Basic(key.Key.Id.ToString(), key.Secret!) : null);

        Assert.Equal((status, error), ((int)refused.Status, refused.Error));
        Assert.NotEmpty(refused["error_description"].GetString()!);
        Assert.NotEmpty(refused.Message.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal(status == 401, refused.Message.Headers.WwwAuthenticate.ToString().StartsWith("Basic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task JSON_other_verbs_large_bodies_and_broken_headers_are_refused()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App);
        using var anybody = ApiClient.Anybody(fixture.App);

        var json = await anybody.PostAsync("oauth/token", new { grant_type = "client_credentials" });
        var get = await anybody.GetAsync("oauth/token");
        var large = await TokenAsync(anybody, $"{Grant}&scope={new string('a', 20_000)}", Basic(key.Key!.Id.ToString(), key.Secret!));
        var broken = await TokenAsync(anybody, Grant, "Basic !!!");

        Assert.Equal(((HttpStatusCode)400, "invalid_request"), (json.Status, json.Error));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (get.Status, get.Message.Content.Headers.Allow.Single()));
        Assert.Equal(((HttpStatusCode)400, "invalid_request"), (large.Status, large.Error));
        Assert.Equal(((HttpStatusCode)401, "invalid_client"), (broken.Status, broken.Error));
    }

    [Fact]
    public async Task Guesses_are_limited_and_the_right_secret_still_passes()
    {
        await using var app = AppServer.Start(("environment", "Development"), ("Proctoring:Api:WrongProofsPerAddress", "2"));
        using var key = await ApiClient.WithKeyAsync(app);
        using var anybody = ApiClient.Anybody(app);
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(anybody, Grant, Basic(key.Key!.Id.ToString(), key.Secret!))).Status);

        List<ApiReply> guesses = [];
        for (var guess = 0; guess < 4; guess++)
            guesses.Add(await TokenAsync(anybody, Grant, Basic(key.Key.Id.ToString(), $"jgp_{guess}")));

        Assert.Equal(HttpStatusCode.Unauthorized, guesses[0].Status);
        Assert.Contains(
            guesses,
            guess => guess.Status == HttpStatusCode.TooManyRequests && guess.Message.Headers.RetryAfter is not null
        );
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(anybody, Grant, Basic(key.Key.Id.ToString(), key.Secret!))).Status);
    }

    [Fact]
    public async Task The_document_names_the_endpoint_and_the_scope_of_each_operation()
    {
        using var client = fixture.App.CreateClient();
        var document = JsonDocument
            .Parse(await client.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken))
            .RootElement;

        var flow = document
            .GetProperty("components")
            .GetProperty("securitySchemes")
            .GetProperty("OAuth")
            .GetProperty("flows")
            .GetProperty("clientCredentials");
        Assert.EndsWith("/oauth/token", flow.GetProperty("tokenUrl").GetString(), StringComparison.Ordinal);
        Assert.Equal(ApiScopes.All.Order(), flow.GetProperty("scopes").EnumerateObject().Select(scope => scope.Name).Order());
        var security = document.GetProperty("paths").GetProperty("/api/start-exam").GetProperty("post").GetProperty("security");
        Assert.Contains(
            security.EnumerateArray(),
            one => one.TryGetProperty("OAuth", out var scopes) && scopes[0].GetString() == ApiScopes.Exams
        );
    }

    static int Seconds(ApiReply reply) => reply["expires_in"].GetInt32();

    static string Basic(string id, string secret) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}"))}";

    static Task<ApiReply> TokenAsync(ApiClient client, string body, string? authorization = null) =>
        client.SendAsync(
            HttpMethod.Post,
            "oauth/token",
            body,
            Form,
            authorization is null ? [] : [("Authorization", authorization)]
        );
}
