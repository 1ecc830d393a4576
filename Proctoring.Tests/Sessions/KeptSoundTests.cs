using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Audio is stored if the policy allows it, around a speech flag and nowhere else.</summary>
public sealed class KeptSoundTests
{
    static readonly (string Key, string Value) Keeping = ("Proctoring:Policies:standard:Rules:audio_detected:KeepSound", "true");

    static readonly GivenConsent Agreed = new("2026-11-29.1", "en", FaceComparison: true) { Sound = true };

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_speech_flag_has_the_audio_around_it_and_the_records_are_intact(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Keeping);
        var access = await host.StartSessionAsync(consent: Agreed);
        Assert.True((await host.Get<SessionOpener>().FindAsync(access, default))!.KeepsSound);

        await SpeakAsync(host, access);
        var report = await EndAsync(host, access);

        var flag = Assert.Single(report.Violations, violation => violation.Type == "audio_detected");
        Assert.Empty(flag.Evidence);
        await using var db = host.OpenDatabase();
        var row = Assert.Single(await db.EvidenceImages.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal((flag.Sound, flag.SoundFrom, flag.Id, "audio/wav"), (row.Id, row.TakenAt, row.ViolationId, row.ContentType));
        var (wav, type) = (await host.Get<EvidenceReader>().ReadAsync(access.SessionId, row.Id, default))!.Value;
        Assert.Equal(("audio/wav", Convert.ToHexStringLower(SHA256.HashData(wav))), (type, row.Sha256));
        var pieces = PlayedSound.PiecesOf(wav);
        // Speech began with piece 21. Seven seconds before it and five after it are 24 pieces, the last of which may arrive with the tick
        // or after it.
        Assert.Equal(Enumerable.Range(pieces[0], pieces.Count), pieces);
        Assert.InRange(pieces[0], 8, 9);
        Assert.InRange(pieces[^1], 30, 32);
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Theory]
    [InlineData("Proctoring:Policies:standard:Rules:audio_detected:KeepSound", "false")]
    [InlineData("Proctoring:Policies:strict:Rules:audio_detected:KeepSound", "true")]
    public async Task Under_another_policy_nothing_is_stored_and_nothing_is_buffered(string key, string value)
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, (key, value));
        var access = await host.StartSessionAsync(consent: Agreed);
        Assert.False((await host.Get<SessionOpener>().FindAsync(access, default))!.KeepsSound);

        Assert.Equal(0, await RememberedAsync(host, access));
        await SpeakAsync(host, access);
        var report = await EndAsync(host, access);

        Assert.Null(Assert.Single(report.Violations, violation => violation.Type == "audio_detected").Sound);
        await using var db = host.OpenDatabase();
        Assert.Empty(await db.EvidenceImages.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_pause_clears_the_buffer()
    {
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            Keeping,
            ("Proctoring:Policies:standard:HostMayPause", "true")
        );
        var access = await host.StartSessionAsync(consent: Agreed);
        Assert.InRange(await RememberedAsync(host, access), 8, 10);

        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var following = host.Get<SessionFeed>()
            .Follow(
                access.SessionId,
                news =>
                {
                    if (news is WatchNews { State: WatchState.Paused })
                        paused.TrySetResult();
                }
            );
        Assert.Equal(PauseAnswer.Paused, host.Live(access).Pause("paused by a test"));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await paused.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(WatchState.Paused, host.Live(access).State);
        host.Live(access).Resume();
        await host.PlayAsync(access, Heard.Speech, 1, 101);
        await EndAsync(host, access);
        Assert.Equal([101, 102], PlayedSound.PiecesOf(await OnlySoundAsync(host, access)));
    }

    [Fact]
    public async Task Audio_that_the_candidate_agreed_to_is_stored_also_after_a_restart()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Keeping);
        var access = await host.StartSessionAsync(consent: Agreed);

        await host.CrashAndRestartAsync(TimeSpan.FromMinutes(1));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await SpeakAsync(host, access);

        Assert.NotNull(Assert.Single((await EndAsync(host, access)).Violations, violation => violation.Type == "audio_detected").Sound);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public async Task No_audio_is_stored_that_the_candidate_did_not_agree_to(bool? agreed)
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Keeping);
        // A consent of an earlier version says nothing about audio.
        var access = await host.StartSessionAsync(consent: agreed is { } sound ? Agreed with { Sound = sound } : null);

        await SpeakAsync(host, access);

        Assert.Null(Assert.Single((await EndAsync(host, access)).Violations, violation => violation.Type == "audio_detected").Sound);
    }

    [Theory]
    [InlineData("true", "KeepSound", "false", false)]
    [InlineData("true", "Enabled", "false", false)]
    [InlineData("false", "KeepSound", "true", false)]
    [InlineData("true", "MinimumSpeech", "00:00:02", true)]
    public async Task An_override_for_a_student_may_only_switch_storing_off(string policy, string setting, string value, bool keeps)
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Keeping with { Value = policy });
        await host.Get<AccommodationStore>()
            .KeepAsync(
                Student.OwnPages,
                "student-1",
                new RuleOverride("audio_detected", setting, value),
                "agreed with the school",
                default
            );
        var access = await host.StartSessionAsync(consent: Agreed);

        await SpeakAsync(host, access);

        Assert.Equal(keeps, (await EndAsync(host, access)).Violations.Any(violation => violation.Sound is not null));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_unavailable_database_loses_no_audio(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Keeping);
        var access = await host.StartSessionAsync(consent: Agreed);

        host.Databases.Away = true;
        await SpeakAsync(host, access);
        await Assert.ThrowsAnyAsync<Exception>(() => EndAsync(host, access));
        host.Databases.Away = false;
        var report = await EndAsync(host, access);

        Assert.NotNull(Assert.Single(report.Violations, violation => violation.Type == "audio_detected").Sound);
        Assert.InRange(PlayedSound.PiecesOf(await OnlySoundAsync(host, access)).Count, 22, 24);
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    /// <summary>Ten seconds of noise, one of speech, ten of noise.</summary>
    static async Task SpeakAsync(CoreHost host, SessionAccess access)
    {
        var next = await host.PlayAsync(access, Heard.Noise, 10);
        next = await host.PlayAsync(access, Heard.Speech, 1, next);
        await host.PlayAsync(access, Heard.Noise, 10, next);
    }

    /// <summary>How many of ten pieces of audio the process still holds after two more.</summary>
    static async Task<int> RememberedAsync(CoreHost host, SessionAccess access)
    {
        var pieces = await HearTenAsync(host, access);
        // The reader holds the last piece until the next one arrives.
        await host.WaitAsync(access, 2);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return pieces.Count(piece => piece.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static async Task<List<WeakReference>> HearTenAsync(CoreHost host, SessionAccess access)
    {
        List<WeakReference> pieces = [];
        for (var number = 1; number <= 10; number++)
        {
            pieces.Add(Hear(host, access, number));
            await host.Voice.NextReadAsync();
        }

        return pieces;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference Hear(CoreHost host, SessionAccess access, int number)
    {
        host.Clock.Advance(TimeSpan.FromSeconds(0.5));
        var pcm = PlayedSound.Piece(Heard.Noise, number);
        Assert.Null(host.Live(access).TakeSound("test", pcm));
        return new WeakReference(pcm);
    }

    static async Task<byte[]> OnlySoundAsync(CoreHost host, SessionAccess access)
    {
        await using var db = host.OpenDatabase();
        var row = Assert.Single(await db.EvidenceImages.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));
        return (await host.Get<EvidenceReader>().ReadAsync(access.SessionId, row.Id, default))!.Value.Content;
    }

    static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
}
