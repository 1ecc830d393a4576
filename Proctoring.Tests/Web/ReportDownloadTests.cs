using System.IO.Compression;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Reports;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Reports over HTTP: who may download one, that each download is on record, and that anyone can verify a file.</summary>
public sealed class ReportDownloadTests
{
    [Fact]
    public async Task A_reviewer_downloads_a_report_that_anyone_can_verify_and_it_is_on_record()
    {
        await using var app = AppServer.Start();
        var id = await FinishedAsync(app);
        using var reviewer = await app.SignedInAsync(StaffRoles.Reviewer);

        using var answer = await reviewer.GetAsync(ReportDownloads.ArchiveOf(id), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var report = await ReadAsync(zip, $"proctoring-report-{id:D}.json");
        var signature = await ReadAsync(zip, $"proctoring-report-{id:D}.json.sig");
        Assert.Equal(SignatureState.Genuine, app.Get<ReportSigner>().Check(report, signature).State);
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            "report_downloaded",
            await db
                .AuditEntries.Where(entry => entry.SessionId == id)
                .Select(entry => entry.Action)
                .SingleAsync(TestContext.Current.CancellationToken)
        );
        Assert.True((await app.Get<ChainVerifier>().VerifyAsync(id, default)).Intact);

        using var anyone = app.CreateBrowserlessClient();
        Assert.Contains("Genuine", await CheckAsync(anyone, report, signature), StringComparison.Ordinal);
        report[10] ^= 1;
        Assert.Contains("not the one that was signed", await CheckAsync(anyone, report, signature), StringComparison.Ordinal);
        Assert.Contains("not a signature of a report", await CheckAsync(anyone, report, report), StringComparison.Ordinal);
        Assert.StartsWith(
            "-----BEGIN PUBLIC KEY-----",
            await anyone.GetStringAsync(ReportDownloads.PublicKeyPath, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_viewer_without_the_right_gets_nothing()
    {
        await using var app = AppServer.Start();
        var id = await FinishedAsync(app);
        using var anonymous = app.CreateBrowserlessClient();
        using var proctor = await app.SignedInAsync(StaffRoles.Proctor);
        using var auditor = await app.SignedInAsync(StaffRoles.Auditor);
        int exam;
        await using (var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            exam = await db
                .Exams.Where(row => row.Slug == DemoExam.Slug)
                .Select(row => row.Id)
                .SingleAsync(TestContext.Current.CancellationToken);
        foreach (
            var address in new[]
            {
                ReportDownloads.ArchiveOf(id),
                ReportDownloads.FileOf(id, "pdf", "UTC"),
                ReportDownloads.FileOf(id, "csv", "UTC"),
                ReportDownloads.ArchiveOfExam(exam),
            }
        )
        {
            using var refused = await anonymous.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
            using var forbidden = await proctor.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Contains(forbidden.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.Redirect });
            using var allowed = await auditor.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        }

        foreach (var address in new[] { ReportDownloads.ArchiveOf(Guid.NewGuid()), ReportDownloads.ArchiveOfExam(exam + 1) })
        {
            using var program = new HttpRequestMessage(HttpMethod.Get, address);
            program.Headers.Accept.ParseAdd("*/*");
            using var unknown = await auditor.SendAsync(program, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
            var reason = await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.EndsWith("or you may not see it.", reason, StringComparison.Ordinal);
        }

        // A link that was followed from a page.
        using var followed = new HttpRequestMessage(HttpMethod.Get, ReportDownloads.FileOf(Guid.NewGuid(), "pdf", "UTC"));
        followed.Headers.Accept.ParseAdd("text/html");
        using var explained = await auditor.SendAsync(followed, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, explained.StatusCode);
        var shown = await explained.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("<h1>There is no report", shown, StringComparison.Ordinal);

        var page = await auditor.GetStringAsync($"/review/results?exam={exam}", TestContext.Current.CancellationToken);
        Assert.Contains($"href=\"{ReportDownloads.ArchiveOfExam(exam)}\"", page, StringComparison.Ordinal);
    }

    /// <summary>A candidate with a link that has expired got an empty answer.</summary>
    [Theory]
    [InlineData("?key=expired")]
    [InlineData("")]
    public async Task A_candidate_with_a_link_that_is_not_valid_learns_what_to_do(string key)
    {
        await using var app = AppServer.Start();
        using var client = app.CreateBrowserlessClient();
        var address = $"/sessions/{Guid.NewGuid():D}/report.pdf{key}";

        using var program = await client.GetAsync(address, TestContext.Current.CancellationToken);
        using var followed = new HttpRequestMessage(HttpMethod.Get, $"{address}{(key.Length > 0 ? '&' : '?')}lang=de");
        followed.Headers.Accept.ParseAdd("text/html");
        using var page = await client.SendAsync(followed, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (program.StatusCode, page.StatusCode));
        Assert.Contains(
            "for a new link.",
            await program.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "um einen neuen Link zu erhalten.",
            await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    /// <summary>The exams of systems that use the API have no row.</summary>
    [Fact]
    public async Task The_reports_of_an_exam_are_found_by_its_name_for_one_system()
    {
        await using var app = AppServer.Start();
        var (first, second) = (await FinishedAsync(app), await FinishedAsync(app, "s-2"));
        using var auditor = await app.SignedInAsync(StaffRoles.Auditor);
        var (cancellation, system) = (TestContext.Current.CancellationToken, Guid.NewGuid());
        await using (var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(cancellation))
        {
            await db.Sessions.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ExamName, "Ana & Co").SetProperty(row => row.ExamId, (int?)null),
                cancellation
            );
            await db.Students.Where(row => row.ExternalId == "s-2").ExecuteUpdateAsync(
                set => set.SetProperty(row => row.OwnerId, system),
                cancellation
            );
        }

        var address = ReportDownloads.ArchiveOfExam("Ana & Co");
        using var mixed = await auditor.GetAsync(address, cancellation);
        Assert.Equal(HttpStatusCode.Conflict, mixed.StatusCode);
        Assert.Contains($"&system={system:D}", await mixed.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        using var answer = await auditor.GetAsync($"{address}&system={system:D}", cancellation);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(cancellation));
        var report = System.Text.Encoding.UTF8.GetString(await ReadAsync(zip, "proctoring-exam.json"));
        Assert.Contains($"{second:D}", report, StringComparison.Ordinal);
        Assert.DoesNotContain($"{first:D}", report, StringComparison.Ordinal);
        foreach (var unknown in new[] { ReportDownloads.ArchiveOfExam("Ana"), ReportDownloads.ArchiveOfExam("\0") })
        {
            using var none = await auditor.GetAsync(unknown, cancellation);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }

    static async Task<Guid> FinishedAsync(AppServer app, string student = "s-1")
    {
        var register = app.Get<SessionOpener>();
        SessionAccess access = await register.OpenAsync(
            new SessionRequest
            {
                StudentId = student,
                StudentName = "Ángel",
                ExamSlug = "software-interview",
                Proctored = false,
            },
            default
        );
        await register.StartAsync(access, default);
        await app.Get<SessionCloser>().SubmitAsync(access, null, default);
        return access.SessionId;
    }

    static async Task<byte[]> ReadAsync(ZipArchive zip, string name)
    {
        await using var entry = await zip.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await entry.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    static async Task<string> CheckAsync(HttpClient client, byte[] report, byte[] signature)
    {
        var html = await client.GetStringAsync("/check", TestContext.Current.CancellationToken);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(StaffAccounts.TokenOf(html)), "__RequestVerificationToken" },
            { new StringContent("check"), "_handler" },
            { new ByteArrayContent(report), "Report", "report.json" },
            { new ByteArrayContent(signature), "Signature", "report.json.sig" },
        };
        using var answer = await client.PostAsync("/check", form, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
