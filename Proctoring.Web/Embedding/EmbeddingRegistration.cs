namespace Proctoring.Web.Embedding;

/// <summary>Registers the parts that show an exam in a frame of another site.</summary>
internal static class EmbeddingRegistration
{
    public static IServiceCollection AddEmbedding(this IServiceCollection services) =>
        services.AddSingleton<EmbedLinks>().AddSingleton<EmbedOrigins>().AddSingleton<EmbedAccessStore>().AddSingleton<Brands>();
}
