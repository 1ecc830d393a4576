using System.Collections.Concurrent;
using Proctoring.Core.Audio;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Practice;

/// <summary>The practice runs of this server. They live in memory and end by themselves.</summary>
internal sealed class PracticeRuns(VisionModels vision, IVoiceDetector voice, InferenceSlots slots, RuleCatalog rules, TimeProvider time)
{
    /// <summary>The most runs at once. Practice must not take the models from running exams.</summary>
    public const int Most = 50;

    /// <summary>Without their own connection, gaps cannot be distinguished from the end of the run; without a photo, nothing is
    /// compared.</summary>
    static readonly HashSet<string> NotPractised = new(StringComparer.Ordinal)
    {
        "camera_lost",
        "network_lost",
        "page_silent",
        "not_watched",
        "monitoring_degraded",
        "face_mismatch",
        "device_changed",
    };

    /// <summary>A run is forgotten this long after its minute.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<Guid, PracticeRun> runs = new();

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Begins a run under the standard policy; null if too many are running.</summary>
    public PracticeRun? Begin()
    {
        ForgetOld();
        if (runs.Count >= Most)
            return null;
        var practised = rules.Rules.Where(rule => !NotPractised.Contains(rule.Kind.Id));
        var run = new PracticeRun(Guid.NewGuid(), new RuleEngine(practised), Now);
        runs[run.Id] = run;
        return run;
    }

    /// <summary>Returns a run that has not ended; null if there is none.</summary>
    public PracticeRun? Find(Guid id)
    {
        ForgetOld();
        return runs.GetValueOrDefault(id);
    }

    /// <summary>Analyses a picture. False if the models are not loaded or the picture cannot be read.</summary>
    public async Task<bool> FrameAsync(PracticeRun run, byte[] jpeg, CancellationToken cancellation)
    {
        if (vision.FrameReader is not { } reader)
            return false;
        using var turn = await run.TakeTurnAsync(cancellation).ConfigureAwait(false);
        using var place = await slots.TakeForUploadAsync(cancellation).ConfigureAwait(false);
        var at = Now;
        var reading = await Task.Run(() => reader.Read(place, jpeg, at, run.Frames + 1, run.Vision, PictureLimits.Frame), cancellation)
            .ConfigureAwait(false);
        if (reading.Observation is not { } observation)
            return false;
        run.Mouth.Saw(observation.Head?.MouthOpenness, at);
        run.Judge(observation);
        return true;
    }

    /// <summary>Analyses a piece of sound: 16-bit little-endian samples at 16 kHz.</summary>
    public async Task SoundAsync(PracticeRun run, byte[] pcm, CancellationToken cancellation)
    {
        using var turn = await run.TakeTurnAsync(cancellation).ConfigureAwait(false);
        var at = Now;
        if (voice.Listen(pcm, at, run.Voice) is { } sound)
            run.Judge(new Observation { At = at, Sound = sound with { OwnMouthMoved = run.Mouth.MovedSince(at - sound.Duration) } });
    }

    /// <summary>Takes a report of the page.</summary>
    public async Task SignalAsync(PracticeRun run, BrowserState? state, BrowserAct? act, CancellationToken cancellation)
    {
        using var turn = await run.TakeTurnAsync(cancellation).ConfigureAwait(false);
        if (state is not null)
            run.Saw(state);
        run.Judge(new Observation { At = Now, Acts = act is null ? [] : [act] });
    }

    /// <summary>Ends a run and forgets it.</summary>
    public async Task EndAsync(PracticeRun run, CancellationToken cancellation)
    {
        using (await run.TakeTurnAsync(cancellation).ConfigureAwait(false))
            run.Finish();
        runs.TryRemove(run.Id, out _);
    }

    void ForgetOld()
    {
        var oldest = Now - PracticeRun.Length - Grace;
        foreach (var old in runs.Values.Where(run => run.Began < oldest))
            runs.TryRemove(old.Id, out _);
    }
}
