namespace Proctoring.Core.Vision.Onnx;

/// <summary>Creates several disposable objects: all of them, or none that stays.</summary>
internal static class AllOrNone
{
    /// <summary>Creates the objects in order. If one fails, disposes those before it and throws.</summary>
    public static IReadOnlyList<T> Create<T>(IEnumerable<Func<T>> makers)
        where T : IDisposable
    {
        var made = new List<T>();
        try
        {
            foreach (var make in makers)
                made.Add(make());
            return made;
        }
        catch
        {
            // A loader tries again every few minutes; without this it would leak a network each time.
            foreach (var one in made)
                one.Dispose();
            throw;
        }
    }
}
