using System.Net;
using JobGenie.Proctoring.Client;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Runs the access tokens of the NuGet client against a server.</summary>
public sealed class NugetTokensTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    const string Exams = "api/v1/exams";

    readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Calls_share_one_request_and_the_token_until_shortly_before_it_expires()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App);
        using var wire = new Wire { Holds = true };
        using var client = Client(key, wire);

        var first = Enumerable.Range(0, 5).Select(_ => GetAsync(client)).ToArray();
        await wire.Asked.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        wire.Release();
        var answers = await Task.WhenAll(first);
        time.Advance(TimeSpan.FromMinutes(58));
        answers = [.. answers, await GetAsync(client)];
        Assert.Equal(1, wire.TokenRequests);

        time.Advance(TimeSpan.FromMinutes(1));
        answers = [.. answers, await GetAsync(client), await GetAsync(client)];

        Assert.Equal(2, wire.TokenRequests);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.DoesNotContain(wire.Sent, header => header.Contains(key.Secret!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_with_a_token_that_the_server_does_not_accept_is_repeated_once()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App);
        using var wire = new Wire();
        using var client = Client(key, wire);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client));

        wire.Damages = 1;
        var repeated = await client.PostAsync(
            "api/v1/exams",
            new StringContent("""{"student_id":"user_oauth","exam_name":"Interview","total_questions":3}"""),
            TestContext.Current.CancellationToken
        );
        Assert.Equal((HttpStatusCode.Created, 2), (repeated.StatusCode, wire.TokenRequests));

        wire.Damages = 10;
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(client));
        Assert.Equal((8, 3), (wire.Damages, wire.TokenRequests));
    }

    [Fact]
    public async Task Another_401_is_not_about_the_token()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App);
        using var wire = new Wire();
        using var client = Client(key, wire);

        var refused = await client.PostAsync(
            "api/v1/verifications",
            new StringContent($$"""{"student_id":"nobody","photo_data":"{{Convert.ToBase64String(TestFaces.Candidate)}}"}"""),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((HttpStatusCode.Unauthorized, 1, 1), (refused.StatusCode, wire.TokenRequests, wire.Sent.Count));
    }

    [Fact]
    public async Task A_refused_token_is_the_answer_to_the_call_and_an_ended_key_ends_its_tokens()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App, ApiScopes.Results);
        using var wire = new Wire();
        using var client = Client(key, wire);
        using var greedy = Client(key, new Wire(), scope: "exams");
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client));

        var scope = await FailureAsync(greedy);
        await fixture.App.Get<ApiKeyStore>().RevokeAsync(key.Key!.Name, StaffViewer.Console, TestContext.Current.CancellationToken);
        var revoked = await FailureAsync(client);

        Assert.Equal((HttpStatusCode.BadRequest, ProctoringErrors.InvalidScope), (scope.Status, scope.Code));
        Assert.Equal((HttpStatusCode.Unauthorized, ProctoringErrors.InvalidClient), (revoked.Status, revoked.Code));
        Assert.NotNull(revoked.RequestId);
        Assert.NotEmpty(revoked.Message);
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_leaves_the_request_to_the_others()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App);
        using var wire = new Wire { Holds = true };
        using var client = Client(key, wire);
        using var impatient = new CancellationTokenSource();

        var (stopped, patient) = (client.GetAsync(Exams, impatient.Token), GetAsync(client));
        await wire.Asked.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        wire.Release();

        Assert.Equal((HttpStatusCode.OK, 1), (await patient, wire.TokenRequests));
    }

    [Fact]
    public async Task A_token_endpoint_that_does_not_answer_in_time_fails_the_calls_and_is_asked_again()
    {
        using var key = await ApiClient.WithKeyAsync(fixture.App);
        using var wire = new Wire { Holds = true };
        using var client = Client(key, wire);

        var waiting = GetAsync(client);
        await wire.Asked.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
        wire.Release();

        Assert.Equal((HttpStatusCode.OK, 2), (await GetAsync(client), wire.TokenRequests));
    }

    HttpClient Client(ApiClient key, Wire wire, string? scope = null)
    {
        var options = new ProctoringClientOptions
        {
            Server = new Uri(fixture.App.Address),
            ClientId = key.Key!.Id.ToString(),
            ClientSecret = key.Secret,
            Scope = scope,
        };
        var handler = new AccessTokenHandler(new AccessTokenCache(options, time)) { InnerHandler = wire };
        return new HttpClient(handler) { BaseAddress = options.Server };
    }

    static async Task<HttpStatusCode> GetAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(Exams, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    static async Task<ProctoringException> FailureAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(Exams, TestContext.Current.CancellationToken);
        return await FailedCall.ReadAsync(answer, TestContext.Current.CancellationToken);
    }

    /// <summary>The connection to the server: it holds token requests, damages tokens and counts.</summary>
    sealed class Wire() : DelegatingHandler(new SocketsHttpHandler())
    {
        readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int tokenRequests;

        public bool Holds { get; init; }

        /// <summary>Completes when a token was requested.</summary>
        public Task Asked => asked.Task;

        /// <summary>How many calls are still to be sent with a damaged token.</summary>
        public int Damages { get; set; }

        public int TokenRequests => tokenRequests;

        /// <summary>The authorization of the calls.</summary>
        public System.Collections.Concurrent.ConcurrentQueue<string> Sent { get; } = [];

        public void Release() => released.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/oauth/token")
            {
                Interlocked.Increment(ref tokenRequests);
                asked.TrySetResult();
                if (Holds)
                    await released.Task.WaitAsync(cancellationToken);
            }
            else
            {
                Sent.Enqueue(request.Headers.Authorization!.ToString());
                if (Damages > 0)
                {
                    Damages--;
                    request.Headers.Authorization = new("Bearer", "jgat_damaged");
                }
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
