using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Strips: the pictures of the seconds around a flag, if the policy asks for them and the candidate agreed.</summary>
public sealed class StripTests
{
    static readonly DateTime Noon = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_flag_has_the_pictures_around_it_and_so_has_an_act_in_the_browser(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await StartAsync(host, FlagEvidence.Strip);

        await host.ShowAsync(access, Scene.OneFace, 8);
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.ShowAsync(access, Scene.OneFace, 6);
        host.Signal(access, act: new BrowserAct(BrowserActs.Paste, "12 characters"));
        await host.ShowAsync(access, Scene.OneFace, 5);
        var report = await EndAsync(host, access);

        var faces = report.Violations.Single(violation => violation.Type == "multiple_faces_detected");
        var paste = report.Violations.Single(violation => violation.Type == "paste_attempt");
        Assert.Empty(paste.Evidence);
        Assert.All(
            [faces, paste],
            flag =>
            {
                Assert.InRange(flag.StripTimes.Count, 12, StripBuffer.MostFrames);
                Assert.InRange(flag.StripTimes[0] - flag.BeganAt, TimeSpan.FromSeconds(-3), TimeSpan.FromSeconds(-2));
                Assert.InRange(flag.StripTimes[^1] - flag.BeganAt, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
            }
        );
        await using var db = host.OpenDatabase();
        var row = await db.EvidenceImages.SingleAsync(image => image.Id == faces.Strip, TestContext.Current.CancellationToken);
        var frames = StripFile.FramesOf(row);
        Assert.Equal(faces.StripTimes, frames.Select(frame => frame.At));
        // The marked faces begin with the flag.
        Assert.All(frames, frame => Assert.Equal(frame.At >= faces.BeganAt && frame.At <= faces.EndedAt, frame.Boxes.Count == 2));
        var reader = host.Get<EvidenceReader>();
        for (var index = 0; index < frames.Count; index++)
        {
            var scene = frames[index].Boxes.Count == 2 ? Scene.TwoFaces : Scene.OneFace;
            Assert.Equal(
                ScriptedFrameReader.Frame(scene),
                await reader.ReadFrameAsync(access.SessionId, row.Id, index, TestContext.Current.CancellationToken)
            );
        }

        Assert.Null(await reader.ReadFrameAsync(access.SessionId, row.Id, frames.Count, default));
        Assert.Null(await reader.ReadFrameAsync(access.SessionId, faces.Evidence[0], 0, default));
        var (zip, type) = (await reader.ReadAsync(access.SessionId, row.Id, default))!.Value;
        Assert.Equal(("application/zip", row.Sha256), (type, Convert.ToHexStringLower(SHA256.HashData(zip))));
        using var archive = new ZipArchive(new MemoryStream(zip));
        Assert.Equal($"01-{frames[0].At:yyyyMMdd'T'HHmmss.fff'Z'}.jpg", archive.Entries[0].FullName);
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_changed_or_lost_strip_is_found(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await StartAsync(host, FlagEvidence.Strip);
        await host.ShowAsync(access, Scene.TwoFaces, 6);
        var strip = Assert.Single((await EndAsync(host, access)).Violations).Strip!.Value;
        var key = $"{access.SessionId:N}/{strip:N}";

        await host.Get<IEvidenceStore>().PutAsync(key, new byte[] { 1 }, default);
        var broken = await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default);

        Assert.Contains("strip of pictures", broken.Broken!.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task After_the_erasure_of_the_student_no_strip_is_left(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await StartAsync(host, FlagEvidence.Strip);
        await host.ShowAsync(access, Scene.TwoFaces, 6);
        var strip = Assert.Single((await EndAsync(host, access)).Violations).Strip!.Value;

        await host.Get<StudentErasure>().EraseAsync(Student.OwnPages, "student-1", TestContext.Current.CancellationToken);

        Assert.Null(await host.Get<IEvidenceStore>().GetAsync($"{access.SessionId:N}/{strip:N}", default));
        Assert.Null(await host.Get<EvidenceReader>().ReadFrameAsync(access.SessionId, strip, 0, default));
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Theory]
    [InlineData("strip", FlagEvidence.Still, true, false)]
    [InlineData("still", FlagEvidence.Strip, true, false)]
    [InlineData("none", FlagEvidence.Strip, false, false)]
    [InlineData("strip", FlagEvidence.None, false, false)]
    public async Task A_session_stores_no_more_than_the_policy_asks_for_and_the_candidate_agreed_to(
        string policy,
        FlagEvidence agreed,
        bool still,
        bool strip
    )
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, ("Proctoring:Policies:standard:Evidence", policy));
        var access = await StartAsync(host, agreed);

        await host.ShowAsync(access, Scene.TwoFaces, 6);
        var flag = Assert.Single((await EndAsync(host, access)).Violations);

        Assert.Equal((still, strip), (flag.Evidence.Count > 0, flag.Strip is not null));
    }

    [Fact]
    public async Task A_low_flag_has_none()
    {
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Rules:multiple_faces_detected:Severity", "Low")
        );
        var access = await StartAsync(host, FlagEvidence.Strip);

        await host.ShowAsync(access, Scene.TwoFaces, 6);

        Assert.Null(Assert.Single((await EndAsync(host, access)).Violations).Strip);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_unavailable_database_loses_no_strip_and_blocks_no_frame(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await StartAsync(host, FlagEvidence.Strip);

        host.Databases.Away = true;
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.ShowAsync(access, Scene.OneFace, 6);
        host.Databases.Away = false;

        Assert.NotNull(Assert.Single((await EndAsync(host, access)).Violations).Strip);
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task After_a_crash_the_flag_stays_the_next_strip_is_stored_and_a_file_without_a_row_is_removed(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await StartAsync(host, FlagEvidence.Strip);
        await host.ShowAsync(access, Scene.TwoFaces, 2);
        await host.StoredAsync(access);
        // The file of a strip is stored before its row.
        var orphan = $"{access.SessionId:N}/{Guid.CreateVersion7():N}";
        await host.Get<IEvidenceStore>().PutAsync(orphan, new byte[] { 1 }, default);

        await host.CrashAndRestartAsync(TimeSpan.FromMinutes(1));
        await host.Get<EvidenceSweep>().RunAsync(default);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.ShowAsync(access, Scene.OneFace, 3);
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.ShowAsync(access, Scene.OneFace, 6);
        var flags = (await EndAsync(host, access)).Violations.Where(flag => flag.Type == "multiple_faces_detected").ToList();

        Assert.Equal([false, true], flags.Select(flag => flag.Strip is not null));
        Assert.Null(await host.Get<IEvidenceStore>().GetAsync(orphan, default));
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Fact]
    public void The_buffer_is_bounded_in_count_bytes_and_time()
    {
        var buffer = new StripBuffer(RuleCatalog.Default.CreateEngine());
        for (var number = 0; number < 200; number++)
        {
            buffer.Add(new Frame(new byte[200_000], Noon.AddSeconds(number / 10.0), number, number), At(number / 10.0));
            Assert.InRange(buffer.Bytes, 1, StripBuffer.MostBufferedBytes);
        }

        buffer.Follow([], Noon.AddMinutes(1));

        Assert.Equal(0, buffer.Bytes);
    }

    [Fact]
    public void Repeated_acts_share_a_strip_and_a_session_has_a_limit_that_is_reported_once()
    {
        var buffer = new StripBuffer(RuleCatalog.Default.CreateEngine());
        List<FlagStrip> strips = [];
        for (var number = 0; number < 4000; number++)
        {
            var at = number / 2.0;
            buffer.Add(new Frame(new byte[60_000], Noon.AddSeconds(at), number, number), At(at));
            strips.AddRange(buffer.Follow([Paste(number)], Noon.AddSeconds(at)));
        }

        Assert.Null(strips[^1].File);
        Assert.All(strips.SkipLast(1), strip => Assert.NotNull(strip.File));
        Assert.InRange(strips.Sum(strip => (long)(strip.File?.Content.Length ?? 0)), 1, StripBuffer.MostStoredBytes);
        // A strip in each span of three seconds, although an act came every half second.
        Assert.Equal(TimeSpan.FromSeconds(3.5), strips[1].Flag.Began - strips[0].Flag.Began);
    }

    [Fact]
    public void The_limit_counts_the_strips_from_before_a_restart()
    {
        var buffer = new StripBuffer(RuleCatalog.Default.CreateEngine());
        buffer.Restore(StripBuffer.MostStoredBytes);
        buffer.Add(new Frame(new byte[60_000], Noon, 0, 0), At(0));
        buffer.Follow([Paste(1)], Noon.AddSeconds(0.5));

        Assert.Null(Assert.Single(buffer.Stop([], Noon.AddSeconds(1))).File);
    }

    static Observation At(double seconds) => new() { At = Noon.AddSeconds(seconds) };

    static ViolationChange Paste(int number) =>
        new(
            ChangeKind.Began,
            new ViolationSpan
            {
                Id = new Guid(number, 0, 0, new byte[8]),
                Kind = new PasteAttemptRule().Kind,
                Severity = Severity.Medium,
                WarnCandidate = false,
                Began = Noon.AddSeconds(number / 2.0),
                PeakConfidence = 1,
                MeanConfidence = 1,
                FramesSeen = 1,
                FramesLooked = 1,
            },
            ShowsBest: false
        );

    static async Task<SessionAccess> StartAsync(CoreHost host, FlagEvidence agreed)
    {
        var access = await host.OpenSessionAsync();
        var consent = new GivenConsent("2026-11-28.2", "en", FaceComparison: true) { Evidence = agreed };
        Assert.True(await host.Get<SessionOpener>().ConsentAsync(access, consent, default));
        await host.Get<SessionOpener>().StartAsync(access, default);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        return access;
    }

    static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
}
