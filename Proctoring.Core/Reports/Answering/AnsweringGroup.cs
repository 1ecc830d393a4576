namespace Proctoring.Core.Reports.Answering;

/// <summary>The facts of other sessions of the same version of an exam, with which a session is compared.</summary>
/// <param name="Sessions">The sessions.</param>
internal sealed record AnsweringGroup(IReadOnlyList<SessionAnswering> Sessions)
{
    /// <summary>A smaller group is not compared with: its quartiles say little, and could show one person's values.</summary>
    public const int Fewest = 20;

    /// <summary>At most this many sessions, the newest ones, are read.</summary>
    public const int Most = 200;

    /// <summary>Adds the place in the group to each value.</summary>
    public SessionAnswering Place(SessionAnswering session)
    {
        var times = Times();
        return session with
        {
            GroupSize = Sessions.Count,
            Questions =
            [
                .. session.Questions.Select(question =>
                    question with
                    {
                        Seconds = Place(question.Seconds, times[question.QuestionId]),
                    }
                ),
            ],
            SecondsPerWord = Place(session.SecondsPerWord, Of(one => one.SecondsPerWord)),
            Variation = Place(session.Variation, Of(one => one.Variation)),
            Changes = Place(session.Changes, Of(one => one.Changes)),
            LargestAddition = Place(session.LargestAddition, Of(one => one.LargestAddition)),
            Pastes = Place(session.Pastes, Of(one => one.Pastes)),
            FocusLosses = Place(session.FocusLosses, Of(one => one.FocusLosses)),
            FocusSeconds = Place(session.FocusSeconds, Of(one => one.FocusSeconds)),
            AwaySeconds = Place(session.AwaySeconds, Of(one => one.AwaySeconds)),
        };
    }

    /// <summary>How many questions were answered faster than a share of the group, and how many could be compared.</summary>
    /// <param name="session">The session.</param>
    /// <param name="share">The share of the group that must be slower, 0–1.</param>
    /// <param name="fewest">The fewest times of others that a question needs.</param>
    public (int Faster, int Compared) CountFaster(SessionAnswering session, double share, int fewest)
    {
        var times = Times();
        var (faster, compared) = (0, 0);
        // The time around a pause is uncertain: the candidate may have thought about the question during it.
        foreach (var question in session.Questions.Where(question => question is { Seconds: not null, HasPause: false }))
        {
            var others = times[question.QuestionId].ToList();
            if (others.Count < fewest)
                continue;
            compared++;
            if (others.Count(other => other > question.Seconds!.Value) >= share * others.Count)
                faster++;
        }

        return (faster, compared);
    }

    ILookup<int, double> Times() =>
        Sessions
            .SelectMany(one => one.Questions)
            .Where(question => question is { Seconds: not null, HasPause: false })
            .ToLookup(question => question.QuestionId, question => question.Seconds!.Value);

    IEnumerable<double> Of(Func<SessionAnswering, Measure?> measure) =>
        Sessions.Select(measure).OfType<Measure>().Select(one => one.Value);

    static Measure? Place(Measure? own, IEnumerable<double> others)
    {
        double[] sorted = [.. others.Order()];
        if (own is null || sorted.Length < Fewest)
            return own;
        return own with
        {
            Group = new GroupPlace(
                sorted.Length,
                Quantile(sorted, 0.25),
                Quantile(sorted, 0.5),
                Quantile(sorted, 0.75),
                sorted.Count(other => other < own.Value),
                sorted.Count(other => other > own.Value)
            ),
        };
    }

    /// <summary>A quantile by linear interpolation between the two nearest values (type 7 of Hyndman and Fan).</summary>
    /// <param name="sorted">The values, ascending, at least one.</param>
    /// <param name="share">0–1.</param>
    public static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
