namespace Proctoring.Web.Embedding;

/// <summary>Adds what pages in somebody else's frame need.</summary>
internal static class EmbeddingRegistration
{
    public static IServiceCollection AddEmbedding(this IServiceCollection services) => services
        .AddSingleton<EmbedOrigins>()
        .AddSingleton<EmbedAccessStore>();
}
