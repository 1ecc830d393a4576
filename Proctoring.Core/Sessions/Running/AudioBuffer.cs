using Proctoring.Core.Audio;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Buffers the last seconds of a session's audio, and cuts a clip around a flag. It exists only if the session's policy stores
/// audio, so that no other session buffers any by mistake. For one reader.</summary>
internal sealed class AudioBuffer
{
    /// <summary>The part before a flag: the time in which speech is counted, and a second before it.</summary>
    public static readonly TimeSpan Before = VoiceMemory.Stretch + TimeSpan.FromSeconds(1);

    /// <summary>The part after a flag.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(5);

    /// <summary>The longest clip.</summary>
    public static readonly TimeSpan Longest = Before + After;

    /// <summary>Audio after a longer gap does not continue the audio before: the page sent nothing, because it was quiet.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    static readonly int MostBytes = BytesOf(Longest);

    readonly Queue<SoundPiece> pieces = new();
    ViolationChange? flag;
    DateTime flaggedAt;

    /// <summary>The buffered bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>Adds a piece, and drops outdated ones.</summary>
    public void Add(SoundPiece piece)
    {
        pieces.Enqueue(piece);
        Bytes += piece.Pcm.Length;
        Forget(piece.At);
    }

    /// <summary>Handles changes of flags and the passing of time.</summary>
    /// <returns>The clips that are complete now; rarely any.</returns>
    public IReadOnlyList<SoundClip> Follow(IReadOnlyList<ViolationChange> changes, DateTime at)
    {
        List<SoundClip> clips = [];
        foreach (var change in changes.Where(change => change.Span.Kind.Id == AudioDetectedRule.Id))
        {
            if (change.Kind == ChangeKind.Began)
            {
                // The next flag came before the last one's seconds were over.
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

    /// <summary>Drops all audio, because no rule listens any longer.</summary>
    /// <param name="changes">The changes of flags at that moment.</param>
    /// <param name="at">The time, UTC.</param>
    /// <returns>The clips that were in progress.</returns>
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

    /// <summary>Joins the pieces, with silence for the times in which the page sent nothing.</summary>
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

        // A piece may begin before the clip does.
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

    /// <summary>Rounds down to whole samples.</summary>
    static int BytesOf(TimeSpan time) => 2 * (int)(time.TotalSeconds * VoiceModel.Rate);
}

/// <summary>The audio around a flag.</summary>
/// <param name="Flag">The flag when the clip was cut.</param>
/// <param name="Wav">The audio as a file.</param>
/// <param name="From">The beginning, UTC.</param>
internal sealed record SoundClip(ViolationChange Flag, byte[] Wav, DateTime From);
