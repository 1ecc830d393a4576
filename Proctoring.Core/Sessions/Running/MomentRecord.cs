using System.Diagnostics;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Collects the effects of one moment of a session, and queues them for storage as one entry: a signal is confirmed to its page
/// only together with all its effects. For one reader.</summary>
internal sealed class MomentRecord(SessionJournal journal, SeriesBuffer series, TimeProvider time)
{
    /// <summary>How often the progress of a session is stored if nothing else is.</summary>
    static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    /// <summary>Faults with a longer time between them are separate gaps.</summary>
    static readonly TimeSpan SameFault = TimeSpan.FromSeconds(30);

    /// <summary>Why later flags have a single picture.</summary>
    const string StripsLimited = "the limit for picture strips is reached";

    readonly List<FlagRecord> flags = [];
    readonly List<HeadChallenge> turns = [];
    readonly Dictionary<string, PageMark> pages = [];
    ViolationSpan? fault;
    Activity? receipt;
    long savedAt = time.GetTimestamp();
    bool seal;
    bool urgent;

    /// <summary>Adds changes of flags, with their best frame.</summary>
    public void Add(IReadOnlyList<ViolationChange> changes, Frame? frame) => Add(changes, frame?.Jpeg, frame?.At ?? default);

    /// <summary>Adds changes of flags, with their best picture.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="jpeg">The picture of the moment; null for none.</param>
    /// <param name="takenAt">When it arrived, UTC.</param>
    public void Add(IReadOnlyList<ViolationChange> changes, byte[]? jpeg, DateTime takenAt)
    {
        foreach (var change in changes)
        {
            var flag = FlagOf(change.Span);
            if (change.ShowsBest && jpeg is not null)
            {
                flag.Picture = EvidenceFile.Create(jpeg, "image/jpeg", takenAt) with
                {
                    Confidence = change.Span.PeakConfidence,
                    Boxes = change.Span.Boxes,
                };
            }
        }
    }

    /// <summary>Adds the audio around flags.</summary>
    public void Add(IReadOnlyList<SoundClip>? clips)
    {
        foreach (var clip in clips ?? [])
        {
            FlagOf(clip.Flag.Span).Sound = EvidenceFile.Create(clip.Wav, EvidenceImage.SoundType, clip.From) with
            {
                Confidence = clip.Flag.Span.PeakConfidence,
            };
        }
    }

    /// <summary>Adds the strips around flags, and a gap if the session may store no more of them.</summary>
    public void Add(IReadOnlyList<FlagStrip>? strips)
    {
        foreach (var strip in strips ?? [])
        {
            if (strip.File is { } file)
            {
                FlagOf(strip.Flag).Strip = file with { Confidence = strip.Flag.PeakConfidence };
                continue;
            }

            var at = time.GetUtcNow().UtcDateTime;
            var gap = ViolationNote.Of(new MonitoringDegradedRule(), Guid.CreateVersion7(at), at, at, StripsLimited);
            flags.Add(new FlagRecord(gap, at));
        }
    }

    /// <summary>Adds that a signal was processed.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="news">Whether it had any news; a heartbeat can wait.</param>
    /// <param name="dropped">What its page dropped and is on record as a gap.</param>
    public void Add(PageSignal signal, bool news, PageDrops dropped)
    {
        pages[signal.PageId] = new PageMark(signal.PageId, signal.Seq, pages.GetValueOrDefault(signal.PageId)?.Joined, dropped);
        // Its observation is stored with it.
        (seal, urgent) = (seal || news, urgent || news);
    }

    /// <summary>Adds that a page joined.</summary>
    public void Add(string pageId, PageOrigin origin)
    {
        pages[pageId] = (pages.GetValueOrDefault(pageId) ?? new PageMark(pageId, 0)) with { Joined = origin };
        urgent = true;
    }

    /// <summary>Adds a request to turn the head that ended.</summary>
    public void Add(HeadChallenge turn)
    {
        turns.Add(turn);
        urgent = true;
    }

    /// <summary>Adds the trace of the frame; of several, the newest continues to the row.</summary>
    public void Add(Activity receipt) => this.receipt = receipt;

    /// <summary>Adds a gap: this moment could not be processed.</summary>
    public void AddFault(DateTime at)
    {
        fault =
            fault is { } last && at - last.Ended < SameFault
                ? last with
                {
                    Ended = at,
                    FramesSeen = last.FramesSeen + 1,
                    FramesLooked = last.FramesLooked + 1,
                }
                : ViolationNote.Of(
                    new MonitoringDegradedRule(),
                    Guid.CreateVersion7(at),
                    at,
                    at,
                    "an internal error: the input could not be analysed"
                );
        flags.RemoveAll(flag => flag.Id == fault.Id);
        flags.Add(new FlagRecord(fault, at));
    }

    /// <summary>Queues the collected effects, or the progress of the session if it is time for that.</summary>
    public void Queue(LiveSession session, bool last = false)
    {
        var due = last || time.GetElapsedTime(savedAt) >= SaveEvery;
        var chunk = seal || last ? series.Seal() : series.TakeFull();
        if (!due && !urgent && chunk is null && flags.Count == 0)
            return;
        savedAt = time.GetTimestamp();
        journal.Write(
            new JournalEntry
            {
                Flags = [.. flags],
                Turns = [.. turns],
                Chunk = chunk,
                Pages = [.. pages.Values],
                Watched = new WatchMark(session.LatestTime, session.FramesRead, session.FramesRefused),
                Receipt = receipt,
            }
        );
        flags.Clear();
        turns.Clear();
        pages.Clear();
        (seal, urgent, receipt) = (false, false, null);
    }

    FlagRecord FlagOf(ViolationSpan span)
    {
        var newer = new FlagRecord(span, time.GetUtcNow().UtcDateTime);
        if (flags.Find(flag => flag.Id == span.Id) is { } known)
        {
            known.Merge(newer);
            return known;
        }

        flags.Add(newer);
        return newer;
    }
}
