using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>The phone's page and its requests on a real server with the real models: only the phone that redeemed the code may send, and
/// only until the exam is over.</summary>
public sealed class PhoneCameraTests : IAsyncLifetime
{
    readonly AppServer app = AppServer.Start(("Proctoring:Policies:standard:RoomCamera", "required"));
    HttpClient client = null!;
    SessionAccess access = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        client = app.CreateClient();
        access = await app.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "phone",
                    ExamSlug = DemoExam.Slug,
                    Proctored = true,
                    Consented = true,
                    Consent = new GivenConsent("2026-11-29.3", "en", FaceComparison: false) { RoomCamera = true },
                },
                Cancellation
            );
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_phone_joins_once_sends_real_pictures_is_guided_and_ends_with_the_exam()
    {
        var code = (await app.Get<RoomCameraLinks>().CreateCodeAsync(access, Cancellation))!;
        var page = await client.GetAsync($"/room/{code}?lang=de", Cancellation);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.Contains("data-open=\"true\"", html, StringComparison.Ordinal);
        Assert.Contains("Raumkamera", html, StringComparison.Ordinal);

        var phone = await JoinAsync(code);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync($"/room/{code}/join", null, Cancellation)).StatusCode);
        Assert.Contains("data-open=\"false\"", await client.GetStringAsync($"/room/{code}", Cancellation), StringComparison.Ordinal);

        Assert.Null(await RefusedAsync(phone, TestFaces.Empty));
        Assert.Equal(RoomGuidance.NoPerson, await GuidanceAsync(1));
        Assert.Null(await RefusedAsync(phone, TestFaces.Candidate));
        Assert.Equal(RoomGuidance.TooClose, await GuidanceAsync(2));
        Assert.Equal("not_an_image", await RefusedAsync(phone, "<svg/>"u8.ToArray()));
        Assert.Equal("too_large", await RefusedAsync(phone, new byte[600 * 1024]));

        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        await database
            .Sessions.Where(row => row.Id == access.SessionId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, SessionStatus.Cancelled), Cancellation);
        Assert.Equal(HttpStatusCode.Gone, (await SendAsync("frame", phone, TestFaces.Candidate)).StatusCode);
    }

    [Fact]
    public async Task Another_secret_a_second_phone_and_a_stop_end_the_right_to_send()
    {
        var links = app.Get<RoomCameraLinks>();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("frame", null, TestFaces.Candidate)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("frame", access.Token, TestFaces.Candidate)).StatusCode);
        var first = await JoinAsync((await links.CreateCodeAsync(access, Cancellation))!);
        var second = await JoinAsync((await links.CreateCodeAsync(access, Cancellation))!);

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("frame", first, TestFaces.Candidate)).StatusCode);
        Assert.Null(await RefusedAsync(second, TestFaces.Candidate));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("stop", second, [])).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("frame", second, TestFaces.Candidate)).StatusCode);
        Assert.Equal(RoomLook.None, await app.Get<IRunningSessions>().LookAtRoomAsync(access.SessionId));
    }

    async Task<string> JoinAsync(string code)
    {
        var answer = await client.PostAsync($"/room/{code}/join", null, Cancellation);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("phone").GetString()!;
    }

    async Task<HttpResponseMessage> SendAsync(string path, string? phone, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/room-camera/{path}") { Content = new ByteArrayContent(content) };
        if (phone is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", phone);
        return await client.SendAsync(request, Cancellation);
    }

    async Task<string?> RefusedAsync(string phone, byte[] jpeg)
    {
        var answer = await (await SendAsync("frame", phone, jpeg)).Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(2000, answer.GetProperty("next_ms").GetInt32());
        return answer.GetProperty("refused").GetString();
    }

    async Task<RoomGuidance> GuidanceAsync(long picture)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var look = await app.Get<IRunningSessions>().LookAtRoomAsync(access.SessionId);
            if (look.Picture == picture)
                return look.Guidance;
            await Task.Delay(50, limit.Token);
        }
    }
}
