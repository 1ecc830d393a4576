using Proctoring.Tests.Support;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(BrowsersFirst))]

namespace Proctoring.Tests.Support;

/// <summary>Starts the browser tests first, a sequence that lasts as long as the run, and then the long fault tests. One of them at the end
/// would run alone.</summary>
public sealed class BrowsersFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(collection => RankOf(collection.TestCollectionDisplayName))];

    static int RankOf(string collection) =>
        collection.StartsWith("one ", StringComparison.Ordinal) ? 0
        : collection.Contains(".Faults.", StringComparison.Ordinal) ? 1
        : 2;
}
