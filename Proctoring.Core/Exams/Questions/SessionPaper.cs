using System.Security.Cryptography;
using System.Text.Json;

namespace Proctoring.Core.Exams.Questions;

/// <summary>The questions that one session shows, in its order.</summary>
/// <param name="Questions">The questions.</param>
public sealed record SessionPaper(IReadOnlyList<PaperQuestion> Questions)
{
    /// <summary>Draws the questions of a new session: some of each pool, in order or shuffled within each section.</summary>
    /// <param name="questions">The questions of one version of the exam.</param>
    /// <param name="draws">How many questions of each pool it shows; all of a pool that is not named.</param>
    /// <param name="shuffle">Whether the session has its own order.</param>
    public static SessionPaper Draw(IEnumerable<Question> questions, IReadOnlyDictionary<string, int> draws, bool shuffle)
    {
        var all = questions.OrderBy(question => question.Number).ToList();
        var drawn = all.Where(question => question.Pool is not null)
            .GroupBy(question => question.Pool!)
            .SelectMany(pool => draws.TryGetValue(pool.Key, out var count) ? Shuffled(pool)[..Math.Min(count, pool.Count())] : [.. pool])
            .ToHashSet();
        var chosen = all.Where(question => question.Pool is null || drawn.Contains(question));
        return new([
            .. Sections(chosen)
                .SelectMany(section => shuffle ? Shuffled(section) : [.. section])
                .Select(question => new PaperQuestion(question.Id, OrderOf(question.Body))),
        ]);
    }

    /// <summary>The paper as JSON; null if it shows exactly these questions as they are.</summary>
    public string? Write(IEnumerable<Question> questions) =>
        Questions.SequenceEqual(questions.OrderBy(question => question.Number).Select(question => new PaperQuestion(question.Id)))
            ? null
            : JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>The questions of a session in its order, each with the order of its parts.</summary>
    /// <param name="paper">The paper as JSON; null for all questions as they are.</param>
    /// <param name="questions">The questions of its version.</param>
    public static IReadOnlyList<(Question Question, IReadOnlyList<int>? Order)> Of(string? paper, IEnumerable<Question> questions)
    {
        if (paper is null)
            return [.. questions.OrderBy(question => question.Number).Select(question => (question, (IReadOnlyList<int>?)null))];
        var known = questions.ToDictionary(question => question.Id);
        return
        [
            .. JsonSerializer
                .Deserialize<SessionPaper>(paper, JsonSerializerOptions.Web)!
                .Questions.Where(one => known.ContainsKey(one.Id))
                .Select(one => (known[one.Id], one.Order)),
        ];
    }

    /// <summary>The order in which a session shows the parts of a question; null for the order in which they are stored.</summary>
    static int[]? OrderOf(QuestionBody body) =>
        body switch
        {
            SingleChoice { Shuffle: true } choice => Permutation(choice.Choices.Count),
            MultipleChoice { Shuffle: true } choice => Permutation(choice.Choices.Count),
            // The stored order is the solution.
            Matching matching => Permutation(matching.Options.Count),
            Ordering ordering => OtherPermutation(ordering.Items.Count),
            _ => null,
        };

    static int[] Permutation(int count) => [.. Shuffled(Enumerable.Range(0, count))];

    static int[] OtherPermutation(int count)
    {
        var order = Permutation(count);
        // The correct order at the start would be an answer without an act.
        while (count > 1 && order.Index().All(place => place.Index == place.Item))
            order = Permutation(count);
        return order;
    }

    static IEnumerable<List<Question>> Sections(IEnumerable<Question> questions)
    {
        List<Question> section = [];
        foreach (var question in questions)
        {
            if (section.Count > 0 && section[0].Section != question.Section)
            {
                yield return section;
                section = [];
            }

            section.Add(question);
        }

        if (section.Count > 0)
            yield return section;
    }

    static T[] Shuffled<T>(IEnumerable<T> items)
    {
        T[] shuffled = [.. items];
        RandomNumberGenerator.Shuffle(shuffled.AsSpan());
        return shuffled;
    }
}

/// <summary>A question of a session.</summary>
/// <param name="Id">The question.</param>
/// <param name="Order">The stored index of the part at each shown place; null if they are shown as they are stored.</param>
public sealed record PaperQuestion(int Id, IReadOnlyList<int>? Order = null);
