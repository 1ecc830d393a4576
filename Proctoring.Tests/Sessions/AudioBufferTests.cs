using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Tests the buffered seconds of audio and the clips that are cut from them.</summary>
public sealed class AudioBufferTests
{
    static readonly DateTime Noon = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);

    readonly AudioBuffer ring = new();

    [Fact]
    public void It_never_holds_more_than_a_clip_and_forgets_when_time_passes()
    {
        for (var piece = 0; piece < 400; piece++)
        {
            ring.Add(new SoundPiece(new byte[SoundGate.MaximumBytes], Noon.AddSeconds(piece / 8.0)));
            if (piece == 200)
                ring.Follow([Change(ChangeKind.Began, 1)], Noon.AddSeconds(piece / 8.0));
            Assert.InRange(ring.Bytes, 1, 12 * 32_000);
        }

        Assert.Empty(ring.Follow([], Noon.AddMinutes(2)).Skip(1));
        Assert.Equal(0, ring.Bytes);
    }

    [Fact]
    public void A_clip_is_the_seconds_around_the_flag_and_no_more()
    {
        Play(1, 40);
        Assert.Empty(ring.Follow([Change(ChangeKind.Began, 1)], At(40)));
        Play(41, 49);
        Assert.Empty(ring.Follow([Change(ChangeKind.Ended, 1)], At(49)));
        Play(50, 50);

        var clip = Assert.Single(ring.Follow([], At(50)));

        Assert.Equal(Enumerable.Range(27, 24), PlayedSound.PiecesOf(clip.Wav));
        Assert.Equal(AudioBuffer.Longest, TimeSpan.FromSeconds((clip.Wav.Length - 44) / 32_000.0));
        Assert.Equal(At(26), clip.From);
        // The flag's state at that time: an older change must not reopen an ended flag.
        Assert.Equal(ChangeKind.Ended, clip.Flag.Kind);
        Assert.Empty(ring.Stop([], At(60)));
    }

    [Fact]
    public void Missing_audio_is_silence()
    {
        Play(1, 4);
        Play(10, 11);
        ring.Follow([Change(ChangeKind.Began, 1)], At(11));

        var clip = Assert.Single(ring.Stop([], At(12)));

        Assert.Equal([1, 2, 3, 4, 0, 0, 0, 0, 0, 10, 11], PlayedSound.PiecesOf(clip.Wav));
        Assert.Equal(0, ring.Bytes);
    }

    [Fact]
    public void Two_flags_close_together_each_have_a_clip_and_other_flags_none()
    {
        Play(1, 20);
        ring.Follow([Change(ChangeKind.Began, 1)], At(20));
        Play(21, 24);
        var first = Assert.Single(ring.Follow([Change(ChangeKind.Ended, 1), Change(ChangeKind.Began, 2)], At(24)));
        Play(25, 40);
        var second = Assert.Single(ring.Follow([Change(ChangeKind.Began, 3, "looking_away")], At(40)));

        Assert.Equal((Id(1), Id(2)), (first.Flag.Span.Id, second.Flag.Span.Id));
        Assert.Equal(24, PlayedSound.PiecesOf(first.Wav)[^1]);
        Assert.Empty(ring.Stop([], At(41)));
    }

    void Play(int from, int to)
    {
        for (var number = from; number <= to; number++)
            ring.Add(new SoundPiece(PlayedSound.Piece(Heard.Noise, number), At(number)));
    }

    static DateTime At(int piece) => Noon.AddSeconds(piece * 0.5);

    static Guid Id(int flag) => new(flag, 0, 0, new byte[8]);

    static ViolationChange Change(ChangeKind kind, int flag, string rule = "audio_detected")
    {
        var span = new ViolationSpan
        {
            Id = Id(flag),
            Kind = new AudioDetectedRule().Kind with { Id = rule },
            Severity = Core.Exams.Severity.Medium,
            WarnCandidate = false,
            Began = Noon,
            PeakConfidence = 1,
            MeanConfidence = 1,
            FramesSeen = 1,
            FramesLooked = 1,
        };
        return new ViolationChange(kind, span, ShowsBest: false);
    }
}
