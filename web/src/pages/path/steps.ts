/** What there is to try for each question, on which page and with which sentence, and what to look at. */
import type { QuestionId } from '../../lib/questions';
import type { Step } from './step';

const FRENCH = 'avis-bilstm';
/** Small enough for its cell and its words to be looked at one by one. */
const FRENCH_LSTM = 'avis-lstm';
const ENGLISH = 'imdb-lstm';

/** More than any of the models reads: something is cut, whichever end a model keeps. */
const long = (around: string, middle: string) =>
  [around, middle, around].map((word) => `${word} `.repeat(200)).join('').trim();

const CONTRAST = {
  fr: 'La musique est superbe, mais l’histoire traîne et la fin m’a déçu.',
  en: 'The music is superb, but the story drags and the ending let me down.',
};

export const STEPS: Record<QuestionId, readonly Step[]> = {
  numbers: [
    {
      id: 'pieces',
      page: '/essayer',
      fr: {
        open: { texte: 'Un film magnifique, drôle du début à la fin.', modele: FRENCH },
        try: 'Sous « Du texte aux nombres », lisez la ligne des numéros, puis ouvrez « Les étapes ».',
        look: 'Ce qui a changé entre votre phrase et le texte normalisé ; si la virgule est restée collée au mot.',
      },
      en: {
        open: { texte: 'A wonderful film, funny from beginning to end.', modele: ENGLISH },
        try: 'Under “From text to numbers”, read the line of numbers, then open “The stages”.',
        look: 'What changed between your sentence and the normalised text; whether the comma stayed glued to its word.',
      },
    },
    {
      id: 'unknown',
      page: '/essayer',
      fr: {
        open: { texte: 'Un nanar rigolissime, kiffé de ouf par toute la coloc 😀', modele: FRENCH },
        try: 'Ajoutez des mots rares, des capitales, une faute d’orthographe.',
        look: 'Quels mots sont coupés en morceaux, lesquels sont marqués « inconnu », et si la réponse en souffre.',
      },
      en: {
        open: { texte: 'A mesmerizing tour de force, brilliantly bonkers', modele: ENGLISH },
        try: 'Add rare words, capitals, a spelling mistake.',
        look: 'Which words are cut into pieces, which are marked “unknown”, and whether the answer suffers.',
      },
    },
    {
      id: 'cut',
      page: '/essayer',
      fr: {
        open: { texte: long('superbe', 'nul'), modele: FRENCH },
        try: 'Ce texte a 600 mots. Changez ceux du début, du milieu, de la fin.',
        look: 'Combien de morceaux le modèle lit au plus, et lesquels il laisse de côté.',
      },
      en: {
        open: { texte: long('superb', 'awful'), modele: ENGLISH },
        try: 'This text has 600 words. Change those at the beginning, in the middle, at the end.',
        look: 'How many pieces the model reads at most, and which ones it leaves out.',
      },
    },
  ],
  memory: [
    {
      id: 'gates',
      page: '/cellule',
      fr: {
        open: { texte: CONTRAST.fr, modele: FRENCH_LSTM },
        try: 'Avancez pas à pas jusqu’à « mais », et suivez une unité.',
        look: 'Ce que font la porte d’oubli et la mémoire à ce mot ; de quoi la nouvelle mémoire est la somme.',
      },
      en: {
        open: { texte: CONTRAST.en, modele: ENGLISH },
        try: 'Step forward to “but”, and follow one unit.',
        look: 'What the forget gate and the memory do at this word; what the new memory is the sum of.',
      },
    },
    {
      id: 'running',
      page: '/cellule',
      fr: {
        open: { texte: CONTRAST.fr, modele: FRENCH_LSTM },
        try: 'Regardez la courbe du jugement, mot après mot, puis remplacez « superbe » par « ratée ».',
        look: 'À quels mots la courbe bascule, et si le début de la phrase compte encore à la fin.',
      },
      en: {
        open: { texte: CONTRAST.en, modele: ENGLISH },
        try: 'Watch the curve of the judgement, word after word, then replace “superb” by “dull”.',
        look: 'At which words the curve turns, and whether the beginning of the sentence still counts at the end.',
      },
    },
    {
      id: 'reach',
      page: '/cellule',
      fr: {
        open: { texte: CONTRAST.fr, modele: 'avis-rnn' },
        try: 'Mesurez la portée des mots dans ce RNN simple, puis choisissez « avis-lstm » et recommencez.',
        look: 'Jusqu’où un mot se fait encore sentir dans le dernier état, chez l’un et chez l’autre.',
      },
      en: {
        open: { texte: CONTRAST.en, modele: ENGLISH },
        try: 'Measure the reach of the words in this LSTM; then do so with a longer sentence.',
        look: 'How far back a word can still be felt in the last state.',
      },
    },
  ],
  words: [
    {
      id: 'map',
      page: '/mots',
      fr: {
        open: { modele: FRENCH_LSTM, mots: '300' },
        try: 'Promenez-vous sur la carte, avec la PCA puis avec t-SNE.',
        look: 'Où se rassemblent les mots positifs et les négatifs, et ce qui se trouve entre les deux.',
      },
      en: {
        open: { modele: ENGLISH, mots: '300' },
        try: 'Wander over the map, with PCA and then with t-SNE.',
        look: 'Where positive and negative words gather, and what lies in between.',
      },
    },
    {
      id: 'neighbours',
      page: '/mots',
      fr: {
        open: { modele: FRENCH_LSTM, mot: 'superbe' },
        try: 'Cherchez les voisins de « superbe », puis ceux de « mauvais », puis ceux d’un mot neutre.',
        look: 'Si les voisins ont le même sens, ou seulement le même effet sur la réponse.',
      },
      en: {
        open: { modele: ENGLISH, mot: 'superb' },
        try: 'Look up the neighbours of “superb”, then of “bad”, then of a neutral word.',
        look: 'Whether neighbours share a meaning, or only the effect on the answer.',
      },
    },
    {
      id: 'groups',
      page: '/mots',
      fr: {
        open: { modele: FRENCH_LSTM },
        try: 'Composez deux groupes de mots et comparez-les ; mettez ensuite les mêmes mots dans le désordre.',
        look: 'Le cosinus dans un groupe et entre les deux, et la probabilité que le hasard en fasse autant.',
      },
      en: {
        open: { modele: ENGLISH },
        try: 'Make two groups of words and compare them; then mix the same words up.',
        look: 'The cosine within a group and between the two, and the probability that chance does the same.',
      },
    },
  ],
  context: [
    {
      id: 'negation',
      page: '/essayer',
      fr: {
        open: { texte: 'Je ne peux pas dire que ce film soit bon.', modele: FRENCH },
        try: 'Retenez la phrase pour comparer, ôtez « ne » et « pas », puis essayez une double négation.',
        look: 'De combien la probabilité change, et l’apport de chaque mot avant et après.',
      },
      en: {
        open: { texte: 'I would not say that this film is any good.', modele: ENGLISH },
        try: 'Hold the sentence to compare, take “not” away, then try a double negation.',
        look: 'By how much the probability changes, and what each word adds before and after.',
      },
    },
    {
      id: 'order',
      page: '/essayer',
      fr: {
        open: { texte: 'Un film long, mais magnifique.', modele: FRENCH_LSTM },
        try: 'Mélangez les mots, puis lisez la phrase à l’envers.',
        look: 'Quelle probabilité bouge, celle du réseau ou celle du sac de mots, et pourquoi.',
      },
      en: {
        open: { texte: 'A long film, but a wonderful one.', modele: ENGLISH },
        try: 'Shuffle the words, then read the sentence backwards.',
        look: 'Whether the probability moves, and what a bag of words would say.',
      },
    },
    {
      id: 'contrast',
      page: '/essayer',
      fr: {
        open: { texte: 'Les acteurs sont superbes, les décors aussi, mais je me suis endormi.', modele: FRENCH },
        try: 'Échangez les deux moitiés de la phrase autour de « mais ».',
        look: 'Si ce qui suit « mais » pèse plus, comme pour un lecteur.',
      },
      en: {
        open: { texte: 'The actors are superb, so are the sets, but I fell asleep.', modele: ENGLISH },
        try: 'Swap the two halves of the sentence around “but”.',
        look: 'Whether what follows “but” weighs more, as it does for a reader.',
      },
    },
  ],
  errors: [
    {
      id: 'file',
      page: '/erreurs',
      fr: {
        open: {},
        try: 'Prenez le fichier d’exemple, envoyez-le, puis ouvrez une case de la matrice de confusion.',
        look: 'Les erreurs dont le réseau est le plus sûr, et ce qu’elles ont en commun.',
      },
      en: {
        open: {},
        try: 'Take the example file, send it, then open a cell of the confusion matrix.',
        look: 'The errors that the network is most sure of, and what they have in common.',
      },
    },
    {
      id: 'irony',
      page: '/essayer',
      fr: {
        open: { texte: 'Le meilleur moment, c’est la sortie.', modele: FRENCH },
        try: 'Cherchez la phrase la plus courte qui trompe le réseau. Gardez la prédiction et dites la bonne réponse.',
        look: 'Sa confiance quand il se trompe, et le mot qui l’a entraîné.',
      },
      en: {
        open: { texte: 'An excellent cure for insomnia.', modele: ENGLISH },
        try: 'Look for the shortest sentence that fools the network. Keep the prediction and tell the right answer.',
        look: 'Its confidence when it is wrong, and the word that led it astray.',
      },
    },
  ],
  better: [
    {
      id: 'sizes',
      page: '/modeles',
      fr: {
        open: { modele: FRENCH_LSTM },
        try: 'Comparez les architectures, ouvrez leurs couches et leurs courbes.',
        look: 'Ce que chaque paramètre de plus rapporte, et à quelle époque l’exactitude cesse de monter.',
      },
      en: {
        open: { modele: ENGLISH },
        try: 'Compare the architectures, open their layers and their curves.',
        look: 'What each further parameter brings, and at which epoch accuracy stops rising.',
      },
    },
    {
      id: 'side',
      page: '/essayer',
      fr: {
        open: { texte: 'Il n’y a pas une seule scène de trop.', modele: FRENCH },
        try: 'Comparez les modèles sur cette phrase, puis sur trois des vôtres.',
        look: 'Lesquels s’accordent, le temps et la taille de chacun, et ce que changerait un autre entraînement.',
      },
      en: {
        open: { texte: 'There is not a single scene too many.', modele: ENGLISH },
        try: 'Compare the models on this sentence, then on three of your own.',
        look: 'Which ones agree, the time and the size of each, and what another training would change.',
      },
    },
  ],
};
