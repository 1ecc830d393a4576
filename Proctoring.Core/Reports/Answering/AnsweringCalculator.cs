namespace Proctoring.Core.Reports.Answering;

/// <summary>Computes the indicators of a session's answers from stored facts. Pure: no clock, no I/O.</summary>
internal static class AnsweringCalculator
{
    /// <summary>The fewest timed questions for a coefficient of variation.</summary>
    public const int FewestForVariation = 5;

    /// <summary>The facts of one session, without a group.</summary>
    public static SessionAnswering Of(AnsweringSource source)
    {
        var spans = SpansOf(source);
        List<AnsweringEvent> events = [.. source.Events.OrderBy(one => one.Span.From)];
        var answers = source.Answers.ToDictionary(answer => answer.QuestionId);
        List<QuestionAnswering> questions =
        [
            .. source.Questions.Select(question =>
                QuestionOf(question, answers.GetValueOrDefault(question.Id), [.. spans[question.Id]], source, events)
            ),
        ];
        var paces = questions.Select(question => question.SecondsPerWord).OfType<double>().ToList();
        var recorded = source.Answers.Where(answer => answer.FirstAt is not null).ToList();
        var counts = recorded.Count == source.Answers.Count && recorded.Count > 0;
        return new SessionAnswering
        {
            Questions = questions,
            Events = events,
            SecondsPerWord = paces.Count == 0 ? null : new(Median(paces)),
            Variation = VariationOf(paces) is { } variation ? new(variation) : null,
            Changes = counts ? new(recorded.Sum(answer => answer.Changes)) : null,
            LargestAddition = counts ? new(recorded.Max(answer => answer.LargestAddition)) : null,
            Pastes = Count(AnsweringEventKind.Paste),
            PastedCharacters = source.Measured.Contains(AnsweringEventKind.Paste) ? events.Sum(one => one.Characters) : null,
            FocusLosses = Count(AnsweringEventKind.FocusLoss),
            FocusSeconds = Seconds(AnsweringEventKind.FocusLoss),
            AwaySeconds = Seconds(AnsweringEventKind.LookingAway),
        };

        Measure? Count(AnsweringEventKind kind) =>
            source.Measured.Contains(kind) ? new(events.Count(one => one.Kind == kind)) : null;

        Measure? Seconds(AnsweringEventKind kind) =>
            source.Measured.Contains(kind) ? new(Joined(events, kind).Sum(span => (span.To - span.From).TotalSeconds)) : null;
    }

    /// <summary>The time between two acts belongs to the question of the later act. An act is the first or the last answer to a
    /// question.</summary>
    static ILookup<int, AnsweringSpan> SpansOf(AnsweringSource source)
    {
        var acts = source
            .Answers.SelectMany(answer =>
                new[] { answer.FirstAt ?? answer.LastAt, answer.LastAt }.Select(at => (answer.QuestionId, At: at))
            )
            .Distinct()
            .OrderBy(act => act.At)
            .ThenBy(act => act.QuestionId);
        var before = source.StartedAt;
        List<(int QuestionId, AnsweringSpan Span)> spans = [];
        foreach (var (question, at) in acts)
        {
            var to = at > before ? at : before;
            spans.Add((question, new AnsweringSpan(before, to)));
            before = to;
        }

        return spans.ToLookup(one => one.QuestionId, one => one.Span);
    }

    static QuestionAnswering QuestionOf(
        AskedQuestion question,
        AnswerTimes? answer,
        IReadOnlyList<AnsweringSpan> spans,
        AnsweringSource source,
        IReadOnlyList<AnsweringEvent> events
    )
    {
        var recorded = answer?.FirstAt is not null;
        bool Measures(AnsweringEventKind kind) => answer is not null && source.Measured.Contains(kind);
        var pastes = events.Where(one => one.Kind == AnsweringEventKind.Paste && Contains(spans, one.Span.From)).ToList();
        return new QuestionAnswering
        {
            QuestionId = question.Id,
            Number = question.Number,
            Words = question.Words,
            Spans = spans,
            Seconds = answer is null ? null : new(spans.Sum(span => ActiveSeconds(span, source.Pauses))),
            SecondsToFirst = recorded ? ActiveSeconds(spans[0], source.Pauses) : null,
            HasPause = spans.Any(span => source.Pauses.Any(pause => pause.Overlap(span) > 0)),
            Changes = recorded ? answer!.Changes : null,
            LargestAddition = recorded ? answer!.LargestAddition : null,
            Pastes = Measures(AnsweringEventKind.Paste) ? pastes.Count : null,
            PastedCharacters = Measures(AnsweringEventKind.Paste) ? pastes.Sum(one => one.Characters) : null,
            FocusLosses = Measures(AnsweringEventKind.FocusLoss)
                ? events.Count(one => one.Kind == AnsweringEventKind.FocusLoss && Contains(spans, one.Span.From))
                : null,
            FocusSeconds = Measures(AnsweringEventKind.FocusLoss) ? SecondsIn(AnsweringEventKind.FocusLoss) : null,
            AwaySeconds = Measures(AnsweringEventKind.LookingAway) ? SecondsIn(AnsweringEventKind.LookingAway) : null,
        };

        double SecondsIn(AnsweringEventKind kind) => Joined(events, kind).Sum(one => spans.Sum(one.Overlap));
    }

    static double ActiveSeconds(AnsweringSpan span, IReadOnlyList<AnsweringSpan> pauses) =>
        (span.To - span.From).TotalSeconds - pauses.Sum(span.Overlap);

    static bool Contains(IReadOnlyList<AnsweringSpan> spans, DateTime at) => spans.Any(span => at >= span.From && at < span.To);

    /// <summary>The spans of a kind without their overlaps: a turned head and eyes at the same time count once.</summary>
    static List<AnsweringSpan> Joined(IEnumerable<AnsweringEvent> events, AnsweringEventKind kind)
    {
        List<AnsweringSpan> joined = [];
        foreach (var span in events.Where(one => one.Kind == kind).Select(one => one.Span).OrderBy(span => span.From))
        {
            if (joined.Count > 0 && span.From <= joined[^1].To)
                joined[^1] = joined[^1] with { To = span.To > joined[^1].To ? span.To : joined[^1].To };
            else
                joined.Add(span);
        }

        return joined;
    }

    /// <summary>The standard deviation over the mean, in per cent.</summary>
    static double? VariationOf(List<double> values)
    {
        if (values.Count < FewestForVariation || values.Average() is not (> 0 and var mean))
            return null;
        return 100 * Math.Sqrt(values.Average(value => (value - mean) * (value - mean))) / mean;
    }

    static double Median(List<double> values) => AnsweringGroup.Quantile([.. values.Order()], 0.5);
}
