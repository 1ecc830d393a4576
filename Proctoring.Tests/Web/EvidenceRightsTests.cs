using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Evidence;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>A link to evidence works only as long as its viewer may see the session.</summary>
public sealed class EvidenceRightsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    static readonly byte[] Picture = [1, 2, 3, 4];

    readonly AppServer app = server.App;

    [Fact]
    public async Task Restricting_an_exam_closes_the_links_of_others_at_once()
    {
        var chief = await app.ViewerAsync(await HireAsync(StaffRoles.Administrator));
        StaffUser named = await HireAsync(StaffRoles.Reviewer),
            other = await HireAsync(StaffRoles.Reviewer);
        var (session, image) = await EvidenceAsync();
        using HttpClient namedClient = await app.SignInAsync(named),
            otherClient = await app.SignInAsync(other);
        var (namedLink, otherLink) = (Links.ForStaff(named.Id, session.Id, image), Links.ForStaff(other.Id, session.Id, image));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(namedClient, namedLink));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(otherClient, otherLink));

        Assert.Equal(RestrictionOutcome.Done, await app.Get<ExamRestrictions>().SetAsync(chief, session.ExamName, [], [named.Id], default));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(namedClient, namedLink));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(otherClient, otherLink));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(otherClient, Links.ForStaff(other.Id, session.Id, image)));
    }

    [Theory]
    [InlineData("role")]
    [InlineData("signed out")]
    [InlineData("another viewer")]
    [InlineData("anonymous")]
    public async Task A_link_of_staff_needs_the_signed_in_viewer_and_their_role(string missing)
    {
        var chief = await app.ViewerAsync(await HireAsync(StaffRoles.Administrator));
        var user = await HireAsync(StaffRoles.Reviewer);
        var (session, image) = await EvidenceAsync();
        using HttpClient client = await app.SignInAsync(user),
            other = await app.SignedInAsync(StaffRoles.Auditor),
            anonymous = app.CreateBrowserlessClient();
        var link = Links.ForStaff(user.Id, session.Id, image);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, link));

        if (missing == "role")
            await app.Get<StaffAdministration>().SetRolesAsync(chief, user.Id, [StaffRoles.Proctor]);
        else if (missing == "signed out")
            await client.PostFormAsync("/account", SignOutEndpoint.Path, [], SignOutEndpoint.Path);

        var from = missing switch
        {
            "another viewer" => other,
            "anonymous" => anonymous,
            _ => client,
        };
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(from, link));
    }

    [Fact]
    public async Task A_link_of_an_API_key_ends_with_the_key()
    {
        using ApiClient owner = await ApiClient.WithKeyAsync(app),
            stranger = await ApiClient.WithKeyAsync(app);
        var (exam, token) = await owner.StartAsync();
        var access = SessionAccess.FromBearer(token)!;
        await FlagAsync(access.SessionId);
        using var client = app.CreateClient();
        var link = PathOf((await owner.GetAsync($"api/exam-result/{exam}/"))["violations"][0].GetProperty("evidence_url").GetString()!);
        var candidates = PathOf(
            (await ApiClient.WithToken(app, token).GetAsync($"api/exam-result/{exam}/"))["violations"]
                [0]
                .GetProperty("evidence_url")
                .GetString()!
        );
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, link));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, candidates));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"api/exam-result/{exam}/")).Status);

        Assert.True(await app.Get<ApiKeyStore>().RevokeAsync(owner.Key!.Name, StaffViewer.Console, default));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, link));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, candidates));
    }

    [Fact]
    public async Task A_link_opens_its_own_evidence_only()
    {
        var (session, image) = await EvidenceAsync();
        var (otherSession, otherImage) = await EvidenceAsync();
        var link = Links.For(EvidenceViewer.SharedResult, session.Id, image);
        using var client = app.CreateClient();

        foreach (
            var wrong in new[]
            {
                link.Replace(image.ToString(), otherImage.ToString(), StringComparison.Ordinal),
                link.Replace(session.Id.ToString(), otherSession.Id.ToString(), StringComparison.Ordinal),
                link[..link.IndexOf('?', StringComparison.Ordinal)],
                link[..^3] + "AAA",
                $"{link[..link.IndexOf('=', StringComparison.Ordinal)]}=nonsense",
            }
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, wrong));
        }
    }

    EvidenceLinks Links => app.Get<EvidenceLinks>();

    static string PathOf(string address) => new Uri(address).PathAndQuery;

    static async Task<HttpStatusCode> StatusAsync(HttpClient client, string link)
    {
        using var answer = await client.GetAsync(link, TestContext.Current.CancellationToken);
        if (answer.IsSuccessStatusCode)
            Assert.Equal(Picture, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return answer.StatusCode;
    }

    Task<StaffUser> HireAsync(string role) => app.CreateStaffAsync($"Staff {Guid.NewGuid():N}", role);

    /// <summary>Stores a session of an exam of its own, with a picture.</summary>
    async Task<(ProctoringSession Session, Guid Image)> EvidenceAsync()
    {
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        var session = await database.SitAsync($"s-{Guid.NewGuid():N}", exam: $"Exam {Guid.NewGuid():N}");
        return (session, await FlagAsync(session.Id));
    }

    async Task<Guid> FlagAsync(Guid sessionId)
    {
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        var key = $"test/{Guid.NewGuid():N}";
        await app.Get<IEvidenceStore>().PutAsync(key, Picture, default);
        var image = new EvidenceImage
        {
            Id = Guid.CreateVersion7(),
            StoreKey = key,
            Sha256 = "",
            ContentType = "image/jpeg",
            TakenAt = DateTime.UtcNow,
        };
        database.Add(
            new ProctoringViolation
            {
                Id = Guid.CreateVersion7(),
                SessionId = sessionId,
                Type = "head_pose",
                Title = "Head turned away",
                BeganAt = DateTime.UtcNow,
                Evidence = [image],
            }
        );
        await database.SaveChangesAsync();
        return image.Id;
    }
}
