using Proctoring.Core.Observations;

namespace Proctoring.Core.Reviews;

/// <summary>Collects observations into equal steps of time.</summary>
internal sealed class TimelineSteps(DateTime from, DateTime to, int count)
{
    /// <summary>The longest time between two frames of a working page, however busy the server is.</summary>
    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    readonly Gathered[] steps = [.. Enumerable.Range(0, count).Select(_ => new Gathered())];
    DateTime? lastLook;

    public DateTime From => from;

    public DateTime To => to;

    public void Add(Observation observation)
    {
        if (observation.At < from || observation.At > to)
            return;
        steps[IndexOf(observation.At)].Take(observation);
        if (observation.Faces is null && observation.Picture is not { Blocked: true })
            return;
        // If two observations are too far apart, the time between them was not monitored.
        var since = lastLook ?? from;
        if (observation.At - since > LongestSilence)
            MarkBlind(since, observation.At);
        lastLook = observation.At;
    }

    /// <summary>The steps by time.</summary>
    /// <param name="gaps">The gaps of the sensors; without camera or server, nothing was monitored.</param>
    public List<TimelineStep> ToList(IReadOnlyList<SensorGapSpan> gaps)
    {
        foreach (var gap in gaps.Where(gap => gap.Sensor is Sensor.Camera or Sensor.Server))
            MarkBlind(gap.BeganAt, gap.EndedAt);
        if (lastLook is { } last && to - last > LongestSilence)
            MarkBlind(last, to);
        return [.. steps.Select(step => step.ToStep())];
    }

    void MarkBlind(DateTime since, DateTime until)
    {
        // The ends of a gap belong to the observations themselves.
        for (var step = IndexOf(since) + 1; step < IndexOf(until); step++)
            steps[step].Blind = true;
    }

    int IndexOf(DateTime at) => Math.Clamp((int)((at - from) / (to - from) * count), 0, count - 1);

    /// <summary>The facts of one step.</summary>
    sealed class Gathered
    {
        int? faces;
        int looks;
        int away;
        float? yaw;
        float? speech;
        bool? connected;

        public bool Blind { get; set; }

        public void Take(Observation observation)
        {
            if (observation.People is { } seen)
            {
                faces = Math.Max(faces ?? 0, seen);
                looks++;
                away += seen == 0 ? 1 : 0;
            }

            if ((observation.Head?.Turn ?? observation.Head?.Pose) is { } pose && !(MathF.Abs(yaw ?? 0) > MathF.Abs(pose.Yaw)))
                yaw = pose.Yaw;
            if (observation.Sound is { } sound)
                speech = Math.Max(speech ?? 0, sound.Speech);
            if (observation.Connected is { } stands)
                connected = stands && connected != false;
        }

        public TimelineStep ToStep() => new(faces, looks == 0 ? null : (double)away / looks, yaw, speech, connected, Blind);
    }
}
