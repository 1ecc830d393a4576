using Proctoring.Core.Vision;

namespace Proctoring.Tools.Evaluation;

/// <summary>The vectors of one person's pictures.</summary>
/// <param name="Group">The group that the site assigned.</param>
/// <param name="Name">The folder of the person.</param>
/// <param name="Faces">One vector for each usable picture.</param>
internal sealed record CalibrationPerson(string Group, string Name, IReadOnlyList<FaceEmbedding> Faces);

/// <summary>A rate with its 95 % interval over people.</summary>
internal readonly record struct Rate(double Value, double Low, double High);

/// <summary>The errors of a group.</summary>
/// <param name="People">The people.</param>
/// <param name="Own">The people with enough pictures to be compared with themselves.</param>
/// <param name="Pairs">The ordered pairs of two people.</param>
/// <param name="OtherCalledSame">The share of other people called the same.</param>
/// <param name="OwnCalledDifferent">The share of the right people called different.</param>
/// <param name="OwnUnsure">The share of the right people about whom the result is unsure.</param>
internal sealed record GroupErrors(int People, int Own, int Pairs, Rate OtherCalledSame, Rate OwnCalledDifferent, Rate OwnUnsure);

/// <summary>Compares people as sessions do: the mean of three to five pictures with one reference picture, within each group. Intervals
/// come from drawing people, not pictures, because the pictures of one person resemble each other.</summary>
internal sealed class Calibration
{
    /// <summary>The largest share of other people called the same, at the upper end of the interval of the worst group.</summary>
    public const double MostFalseSame = 0.005;

    /// <summary>The largest share of the right people called different, likewise.</summary>
    public const double MostFalseDifferent = 0.01;

    const int Draws = 400;
    const int MostReferences = 5;

    readonly Dictionary<string, Group> groups;

    public Calibration(IEnumerable<CalibrationPerson> people) =>
        groups = people
            .Where(person => person.Faces.Count > 0)
            .GroupBy(person => person.Group, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Group([.. group]), StringComparer.Ordinal);

    /// <summary>The groups' names.</summary>
    public IEnumerable<string> Groups => groups.Keys.Order(StringComparer.Ordinal);

    /// <summary>The errors of a group with these limits.</summary>
    public GroupErrors ErrorsOf(string group, ZoneLimits limits) => groups[group].Errors(limits);

    /// <summary>Proposes limits that hold for every group; null for a limit that no value from 0.30 to 0.90 satisfies.</summary>
    public (float? SameFrom, float? DifferentBelow) Propose()
    {
        float? same = null;
        float? different = null;
        for (var step = 0; step <= 60; step++)
        {
            var limit = (30 + step) / 100f;
            same ??= groups.Values.All(group => group.OtherFrom(limit).High <= MostFalseSame) ? limit : null;
        }

        for (var step = 0; step <= 40; step++)
        {
            var limit = (45 - step) / 100f;
            different ??= groups.Values.All(group => group.OwnBelow(limit).High <= MostFalseDifferent) ? limit : null;
        }

        return (same, different);
    }

    sealed class Group
    {
        readonly IReadOnlyList<CalibrationPerson> people;

        /// <summary>The similarities of each ordered pair: the first person's references, the second's means of pictures.</summary>
        readonly float[][][] scores;

        public Group(IReadOnlyList<CalibrationPerson> people)
        {
            this.people = people;
            scores = [.. people.Select((one, i) => people.Select((other, j) => ScoresOf(one, other, same: i == j)).ToArray())];
        }

        public GroupErrors Errors(ZoneLimits limits) =>
            new(
                people.Count,
                Enumerable.Range(0, people.Count).Count(i => scores[i][i].Length > 0),
                Enumerable.Range(0, people.Count).Sum(i => scores[i].Where((pair, j) => i != j && pair.Length > 0).Count()),
                OtherFrom(limits.SameFrom),
                OwnBelow(limits.DifferentBelow),
                RateOf(own: true, score => score >= limits.DifferentBelow && score < limits.SameFrom)
            );

        public Rate OtherFrom(float limit) => RateOf(own: false, score => score >= limit);

        public Rate OwnBelow(float limit) => RateOf(own: true, score => score < limit);

        Rate RateOf(bool own, Predicate<float> counts)
        {
            var shares = scores.Select(row => row.Select(pair => pair.Length == 0 ? double.NaN : Share(pair, counts)).ToArray()).ToArray();
            var everyone = Enumerable.Repeat(1, people.Count).ToArray();
            var chance = new Random(1);
            List<double> drawn = [];
            for (var draw = 0; draw < Draws; draw++)
            {
                var times = new int[people.Count];
                for (var i = 0; i < people.Count; i++)
                    times[chance.Next(people.Count)]++;
                if (Mean(shares, times, own) is var mean && !double.IsNaN(mean))
                    drawn.Add(mean);
            }

            drawn.Sort();
            return drawn.Count == 0
                ? new Rate(double.NaN, double.NaN, double.NaN)
                : new Rate(Mean(shares, everyone, own), drawn[(int)(drawn.Count * 0.025)], drawn[(int)(drawn.Count * 0.975)]);
        }

        static double Share(float[] pair, Predicate<float> counts) => (double)pair.Count(score => counts(score)) / pair.Length;

        static double Mean(double[][] shares, int[] times, bool own)
        {
            var (sum, weight) = (0.0, 0.0);
            for (var i = 0; i < shares.Length; i++)
            {
                for (var j = 0; j < shares.Length; j++)
                {
                    if (own != (i == j) || double.IsNaN(shares[i][j]))
                        continue;
                    var count = own ? times[i] : times[i] * times[j];
                    sum += shares[i][j] * count;
                    weight += count;
                }
            }

            return weight == 0 ? double.NaN : sum / weight;
        }

        static float[] ScoresOf(CalibrationPerson reference, CalibrationPerson sitter, bool same)
        {
            List<float> found = [];
            for (var i = 0; i < Math.Min(MostReferences, reference.Faces.Count); i++)
            {
                // The picture of the reference is no frame of the session.
                var frames = sitter.Faces.Where((_, index) => !same || index != i).Take(FaceMemory.FramesToKeep).ToList();
                if (frames.Count >= FaceMemory.FramesToDecide)
                    found.Add(IdentityZones.Default.Similarity(FaceEmbedding.Average(frames), reference.Faces[i]));
            }

            return [.. found];
        }
    }
}
