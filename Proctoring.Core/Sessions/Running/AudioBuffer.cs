using Proctoring.Core.Audio;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Sessions.Running;

/// <summary>
/// The last seconds of a session's sound, and the clip that is cut from them around a flag. There is one only where the session's policy
/// keeps sound, so that elsewhere nothing is remembered by mistake. For one reader.
/// </summary>
internal sealed class AudioBuffer
{
    /// <summary>What is kept of the time before a flag: the stretch in which speech is counted, and a second that leads to it.</summary>
    public static readonly TimeSpan Before = VoiceMemory.Stretch + TimeSpan.FromSeconds(1);

    /// <summary>What is kept of the time after.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(5);

    /// <summary>How long a clip is at most.</summary>
    public static readonly TimeSpan Longest = Before + After;

    /// <summary>Sound that comes later than this after the one before does not go on from it: the page sent nothing, for it was
    /// quiet.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    static readonly int MostBytes = BytesOf(Longest);

    readonly Queue<SoundPiece> pieces = new();
    ViolationChange? flag;
    DateTime flaggedAt;

    /// <summary>How many bytes of sound are remembered at this moment.</summary>
    public int Bytes { get; private set; }

    /// <summary>Remembers a piece, and forgets what is too old by now.</summary>
    public void Add(SoundPiece piece)
    {
        pieces.Enqueue(piece);
        Bytes += piece.Pcm.Length;
        Forget(piece.At);
    }

    /// <summary>Takes in what became of flags, and that time has passed.</summary>
    /// <returns>The clips that are whole now; hardly ever one.</returns>
    public IReadOnlyList<SoundClip> Follow(IReadOnlyList<ViolationChange> changes, DateTime at)
    {
        List<SoundClip> clips = [];
        foreach (var change in changes.Where(change => change.Span.Kind.Id == AudioDetectedRule.Id))
        {
            if (change.Kind == ChangeKind.Began)
            {
                // The next one came before the last one's seconds were over.
                clips.AddRange(Cut());
                (flag, flaggedAt) = (change, at);
            }
            else if (flag?.Span.Id == change.Span.Id)
            {
                flag = change;
            }
        }

        if (flag is not null && at - flaggedAt >= After)
            clips.AddRange(Cut());
        Forget(at);
        return clips;
    }

    /// <summary>Forgets all sound, because nobody listens any more.</summary>
    /// <param name="changes">What became of flags with that.</param>
    /// <param name="at">When.</param>
    /// <returns>The clips that were under way.</returns>
    public IReadOnlyList<SoundClip> Stop(IReadOnlyList<ViolationChange> changes, DateTime at)
    {
        List<SoundClip> clips = [.. Follow(changes, at), .. Cut()];
        pieces.Clear();
        Bytes = 0;
        return clips;
    }

    IEnumerable<SoundClip> Cut()
    {
        if (flag is not { } change)
            return [];
        flag = null;
        return pieces.Count == 0 ? [] : [Join(change)];
    }

    /// <summary>One piece after the other, with silence where the page had nothing to send.</summary>
    SoundClip Join(ViolationChange change)
    {
        using var sound = new MemoryStream(MostBytes);
        DateTime? last = null;
        foreach (var piece in pieces)
        {
            var gap = piece.At - TimeOf(piece.Pcm.Length) - (last ?? piece.At);
            if (gap > Quiet)
                sound.Write(new byte[BytesOf(gap)]);
            sound.Write(piece.Pcm);
            last = piece.At;
        }

        // A piece may have begun before the seconds that are kept.
        var pcm = sound.ToArray().AsSpan(Math.Max(0, (int)sound.Length - MostBytes));
        return new SoundClip(change, WavFile.Write(pcm), last!.Value - TimeOf(pcm.Length));
    }

    void Forget(DateTime at)
    {
        var since = (flag is null ? at : flaggedAt) - Before;
        while (pieces.TryPeek(out var oldest) && (oldest.At <= since || Bytes > MostBytes))
            Bytes -= pieces.Dequeue().Pcm.Length;
    }

    static TimeSpan TimeOf(int bytes) => TimeSpan.FromSeconds(bytes / (2.0 * VoiceModel.Rate));

    /// <summary>Whole samples only.</summary>
    static int BytesOf(TimeSpan time) => 2 * (int)(time.TotalSeconds * VoiceModel.Rate);
}

/// <summary>The few seconds of sound around a flag.</summary>
/// <param name="Flag">The flag as it stood when the clip was cut.</param>
/// <param name="Wav">The sound, as a file.</param>
/// <param name="From">When it begins, UTC.</param>
internal sealed record SoundClip(ViolationChange Flag, byte[] Wav, DateTime From);
