namespace Proctoring.Core.Exams.Questions;

/// <summary>Translates responses between the order that a session shows and the order that is stored. A browser learns only the shown
/// one: the stored order of matches and items is the solution.</summary>
public static class ShownOrder
{
    /// <summary>The stored form of a response to a question that is shown in this order; null order for the stored one.</summary>
    public static QuestionResponse? ToStored(QuestionResponse? response, IReadOnlyList<int>? order) =>
        order is null ? response : Translate(response, shown => order[shown]);

    /// <summary>The shown form of a stored response.</summary>
    public static QuestionResponse? ToShown(QuestionResponse? response, IReadOnlyList<int>? order) =>
        order is null ? response : Translate(response, stored => order.Index().First(place => place.Item == stored).Index);

    /// <summary>The parts of a question in the shown order.</summary>
    public static IReadOnlyList<T> Show<T>(IReadOnlyList<T> parts, IReadOnlyList<int>? order) =>
        order is null ? parts : [.. order.Select(index => parts[index])];

    static QuestionResponse? Translate(QuestionResponse? response, Func<int, int> index) =>
        response switch
        {
            ChosenOne one => new ChosenOne(index(one.Choice)),
            ChosenMany many => new ChosenMany([.. many.Choices.Select(index).Order()]),
            Matched matched => new Matched([.. matched.Options.Select(option => option is { } known ? index(known) : (int?)null)]),
            Ordered ordered => new Ordered([.. ordered.Items.Select(index)]),
            _ => response,
        };
}
