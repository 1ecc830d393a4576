using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>
/// Mutated pictures at every entry of a running server: the API's four and the hub's two. Short in the test suite; <c>tools/fuzz.sh</c>
/// makes
/// it long.
/// </summary>
public sealed class PictureFuzzServerTests : IAsyncLifetime
{
    /// <summary>The number of pictures in a normal test run.</summary>
    const int ShortRun = 120;

    /// <summary>After this many pictures another key and session send, before the limit on refused pictures stops the decoding.</summary>
    const int PicturesPerSender = 60;

    /// <summary>The hub takes five frames and five references at once.</summary>
    const int HubBurst = 5;

    readonly AppServer app = AppServer.Start(
        ("environment", "Development"),
        ("Proctoring:Api:CallsPerKey", "100000"),
        ("Proctoring:Api:CallsPerAddress", "100000")
    );

    readonly FuzzRun run = FuzzRun.FromEnvironment("PROCTORING_FUZZ_REQUESTS", ShortRun);
    readonly SortedDictionary<string, int> tally = new(StringComparer.Ordinal);
    int sent;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Every_entry_answers_a_mutated_picture_and_the_server_survives()
    {
        var mutator = new PictureMutator(run.Seed + 1);
        while (sent < run.Count)
        {
            await SendByApiAsync(mutator);
            await SendByHubAsync(mutator);
        }

        using var api = ApiClient.Anybody(app);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("api/health/")).Status);
        run.Report($"{sent} pictures over HTTP and the hub: {string.Join(", ", tally.Select(entry => $"{entry.Key} {entry.Value}"))}");
        Assert.Contains(tally.Keys, name => name.StartsWith("analyze-frame 200", StringComparison.Ordinal));
        Assert.Contains(tally.Keys, name => name.StartsWith("Frame ", StringComparison.Ordinal));
        Assert.True(!run.Long || tally.ContainsKey("Frame taken"));
    }

    byte[] Next(PictureMutator mutator)
    {
        var number = run.First + sent++;
        var file = mutator.Make(number);
        run.Remember(number, file);
        return file;
    }

    /// <summary>The next JPEG: the hub refuses all other formats by their first bytes.</summary>
    byte[] NextJpeg(PictureMutator mutator)
    {
        while (true)
        {
            if (Next(mutator) is [0xFF, 0xD8, ..] file)
                return file;
        }
    }

    async Task SendByApiAsync(PictureMutator mutator)
    {
        using var api = await ApiClient.WithKeyAsync(app);
        var (exam, _) = await api.StartAsync($"user_{Guid.NewGuid():N}");
        for (var count = 0; count < PicturesPerSender; count++)
        {
            var picture = Convert.ToBase64String(Next(mutator));
            var (path, body) = (count % 6) switch
            {
                0 or 1 or 2 => ("analyze-frame", (object)new { exam_id = exam, frame_data = picture }),
                3 or 4 => (
                    "record-violation",
                    new
                    {
                        exam_id = exam,
                        event_type = "copy_attempt",
                        image_data = picture,
                    }
                ),
                _ => (
                    "register-student",
                    new
                    {
                        name = "n",
                        email = $"{Guid.NewGuid():N}@example.org",
                        password = "p",
                        photo_data = picture,
                    }
                ),
            };
            var reply = await api.PostAsync($"api/{(path == "analyze-frame" ? "proctoring/" : "")}{path}/", body);
            Assert.True(
                (int)reply.Status is 200 or 201 or 400 or 429,
                $"file {run.First + sent - 1}, {path}: {(int)reply.Status} {reply.Text}"
            );
            Count($"{path} {(int)reply.Status}");
        }
    }

    async Task SendByHubAsync(PictureMutator mutator)
    {
        var access = await app.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = $"user_{Guid.NewGuid():N}",
                    ExamSlug = DemoExam.Slug,
                    Proctored = true,
                    Consented = true,
                },
                default
            );
        await using var hub = new HubConnectionBuilder().WithUrl(app.Address + CandidateHub.Path).AddMessagePackProtocol().Build();
        hub.KeepAliveInterval = TimeSpan.FromSeconds(2);
        await hub.StartAsync();
        Assert.True((await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, null)).Joined);
        for (var count = 1; count < HubBurst; count++)
            Count($"TakeReference {(await hub.InvokeAsync<ReferenceReply>("TakeReference", NextJpeg(mutator))).Outcome}");
        Assert.Equal("accepted", (await hub.InvokeAsync<ReferenceReply>("TakeReference", TestFaces.Candidate)).Outcome);
        await app.Get<SessionOpener>().StartAsync(access, default);
        for (var count = 0; count < HubBurst; count++)
            Count($"Frame {(await hub.InvokeAsync<FrameAck>("Frame", NextJpeg(mutator), count)).Refused ?? "taken"}");
    }

    void Count(string name) => tally[name] = tally.GetValueOrDefault(name) + 1;
}
