using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Privacy;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Privacy;

/// <summary>The export contains everything of one student and nothing of another, and the audit log names it.</summary>
public sealed class StudentExportTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_verb_writes_sessions_answers_flags_and_decrypted_pictures(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await EndedSessions.CreateAsync(host);
        await host.OpenSessionAsync(proctored: false, student: "somebody-else");
        var lost = await AddFlagRowsAsync(host, access.SessionId);
        await using (var database = host.OpenDatabase())
        {
            var student = await database.Students.SingleAsync(row => row.ExternalId == "student-1", Cancellation);
            await database.EnrolAsync(student, [1], 0.9, null, new PhotoApproval("Otto Office", "masked"), host.Now, Cancellation);
            await database.SaveChangesAsync(Cancellation);
        }

        var path = Path.Combine(Path.GetTempPath(), $"export-{Guid.NewGuid():N}.zip");
        using var errors = new StringWriter();

        var services = host.Get<IServiceProvider>();
        Assert.Equal(1, await ExportStudentVerb.RunAsync(services, Student.OwnPages, "nobody", path, errors));
        Assert.Equal("There is no such student.", errors.ToString().Trim());
        Assert.Equal(0, await ExportStudentVerb.RunAsync(services, Student.OwnPages, "student-1", path, errors));
        Assert.Equal(1, await ExportStudentVerb.RunAsync(services, Student.OwnPages, "student-1", path, errors));

        var folder = $"sessions/{access.SessionId:D}";
        using (var archive = new ZipArchive(File.OpenRead(path)))
        {
            var texts = archive.Entries.Where(entry => !entry.FullName.Contains("/pictures/", StringComparison.Ordinal)).ToList();
            Assert.Equal(
                ["README.txt", "missing.txt", $"{folder}/report.json", $"{folder}/session.json", "student.json"],
                texts.Select(entry => entry.FullName).Order(StringComparer.Ordinal)
            );
            Assert.All(texts, entry => Assert.DoesNotContain("somebody-else", Read(entry), StringComparison.Ordinal));
            Assert.Equal("student-1", Json(archive, "student.json").GetProperty("externalId").GetString());
            var student = Read(archive.GetEntry("student.json")!);
            Assert.Contains("masked", student, StringComparison.Ordinal);
            Assert.DoesNotContain("Otto", student, StringComparison.Ordinal);
            Assert.Equal("photo", Read(archive.GetEntry($"{folder}/pictures/start-photo.jpg")!));
            Assert.Equal($"{folder}/pictures/{lost:N}.jpg\n", Read(archive.GetEntry("missing.txt")!));
            var session = Json(archive, $"{folder}/session.json");
            Assert.Equal("Submitted", session.GetProperty("status").GetString());
            var answers = session.GetProperty("answers").EnumerateArray().ToList();
            Assert.Equal(2, answers.Count);
            Assert.All(answers, answer => Assert.NotEmpty(answer.GetProperty("answer")[0].GetString()!));
            Assert.All(answers, answer => Assert.Equal(JsonValueKind.String, answer.GetProperty("chosenAt").ValueKind));
            Assert.Equal("A note", session.GetProperty("notes")[0].GetProperty("text").GetString());
            Assert.DoesNotContain("Rita", Read(archive.GetEntry($"{folder}/session.json")!), StringComparison.Ordinal);
            var flag = session.GetProperty("flags").EnumerateArray().First(one => one.GetProperty("files").GetArrayLength() > 0);
            var picture = flag.GetProperty("files")
                .EnumerateArray()
                .First(one => !one.GetString()!.StartsWith($"{lost:N}", StringComparison.Ordinal));
            await using var db = host.OpenDatabase();
            var id = Guid.Parse(Path.GetFileNameWithoutExtension(picture.GetString()!));
            var row = await db.EvidenceImages.SingleAsync(image => image.Id == id, Cancellation);
            Assert.Equal(row.Sha256, ExamFile.HashOf(Bytes(archive.GetEntry($"{folder}/pictures/{picture.GetString()}")!)));
            Assert.Single(await db.AuditEntries.Where(entry => entry.Action == "student_exported").ToListAsync(Cancellation));
        }

        File.Delete(path);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAuditAsync(Cancellation)).Broken);
    }

    [Fact]
    public async Task Only_administrators_find_and_export_a_student()
    {
        await using var host = await CoreHost.CreateAsync();
        await EndedSessions.CreateAsync(host);
        var (export, auditor) = (host.Get<StudentExport>(), StaffViewer.Console with { Roles = [StaffRoles.Auditor] });
        var student = Assert.Single(await export.FindAsync(StaffViewer.Console, "student-1", Student.OwnPages, Cancellation));
        using var file = new MemoryStream();

        Assert.Empty(await export.FindAsync(auditor, "student-1", null, Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => export.WriteAsync(auditor, student.Id, file, Cancellation));

        Assert.Equal(0, file.Length);
    }

    [Fact]
    public async Task An_administrator_downloads_the_archive_while_it_is_written()
    {
        await using var app = AppServer.Start();
        var request = new SessionRequest
        {
            StudentId = "ada",
            ExamSlug = DemoExam.Slug,
            Proctored = false,
        };
        await app.Get<SessionOpener>().OpenAsync(request, Cancellation);
        // Two systems use one id for two people.
        using ApiClient one = await ApiClient.WithKeyAsync(app),
            other = await ApiClient.WithKeyAsync(app);
        await one.StartAsync("42");
        var (exam, _) = await other.StartAsync("42");
        using var errors = new StringWriter();
        Assert.Equal(1, await ExportStudentVerb.RunAsync(app.Services, Student.OwnPages, "42", "unwritten.zip", errors));
        Assert.Contains($"--key \"{one.Key!.Name}\"", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains($"--key \"{other.Key!.Name}\"", errors.ToString(), StringComparison.Ordinal);
        using var chief = await app.SignInAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));
        using var auditor = await app.SignInAsync(await app.CreateStaffAsync("Audrey", StaffRoles.Auditor));

        using var answer = await chief.GetAsync(
            "/manage/data/export.zip?student=ada",
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        using var refused = await auditor.GetAsync("/manage/data/export.zip?student=ada", Cancellation);
        using var missing = await chief.GetAsync("/manage/data/export.zip?student=nobody", Cancellation);

        Assert.Equal((HttpStatusCode.OK, "application/zip"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        // It has no length: it is sent while it is written.
        Assert.Null(answer.Content.Headers.ContentLength);
        using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancellation));
        Assert.Contains(archive.Entries, entry => entry.FullName.EndsWith("/session.json", StringComparison.Ordinal));
        Assert.Equal("ada", Json(archive, "student.json").GetProperty("externalId").GetString());
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal("/manage/data?missing=true", missing.Headers.Location?.ToString());
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        var session = await db.SessionNumbers.Where(row => row.Number == exam).Select(row => row.SessionId).SingleAsync(Cancellation);
        await AssertOnePersonAsync(chief, other.Key!, session);
    }

    /// <summary>The page refuses to mix two people with one id, names the keys, and offers the data of each.</summary>
    static async Task AssertOnePersonAsync(HttpClient chief, ApiKey key, Guid session)
    {
        using var shared = await chief.GetAsync("/manage/data/export.zip?student=42", Cancellation);
        Assert.Equal("/manage/data?shared=42", shared.Headers.Location?.ToString());
        var page = await chief.GetStringAsync("/manage/data?shared=42", Cancellation);
        Assert.Contains(key.Name, page, StringComparison.Ordinal);
        Assert.Contains($"manage/data/export.zip?student=42&amp;system={key.OwnerId:D}", page, StringComparison.Ordinal);
        using var archive = new ZipArchive(
            await chief.GetStreamAsync($"/manage/data/export.zip?student=42&system={key.OwnerId:D}", Cancellation)
        );
        var only = Assert.Single(archive.Entries, entry => entry.FullName.EndsWith("/session.json", StringComparison.Ordinal));
        Assert.Equal($"sessions/{session:D}/session.json", only.FullName);
    }

    /// <summary>Adds a note, and a picture whose file is lost. Returns the id of the picture.</summary>
    static async Task<Guid> AddFlagRowsAsync(CoreHost host, Guid session)
    {
        await using var db = host.OpenDatabase();
        var flag = await db.Violations.FirstAsync(row => row.SessionId == session && row.Evidence.Count > 0, Cancellation);
        var rita = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var lost = new EvidenceImage
        {
            Id = Guid.NewGuid(),
            ViolationId = flag.Id,
            StoreKey = $"{session:N}/lost",
            Sha256 = ExamFile.HashOf([1]),
            ContentType = "image/jpeg",
            TakenAt = flag.BeganAt,
        };
        db.AddRange(
            lost,
            new ReviewNote
            {
                Id = Guid.NewGuid(),
                SessionId = session,
                AuthorId = rita.UserId!.Value,
                Text = "A note",
                WrittenAt = host.Now,
            }
        );
        await db.SaveChangesAsync(Cancellation);
        return lost.Id;
    }

    static JsonElement Json(ZipArchive archive, string name) => JsonSerializer.Deserialize<JsonElement>(Read(archive.GetEntry(name)!));

    static string Read(ZipArchiveEntry entry) => Encoding.UTF8.GetString(Bytes(entry));

    static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
